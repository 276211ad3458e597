"""What lies ahead of a case, read off the model's flows."""

from api.pages.ahead import steps_ahead
from engine.model.limits import RuntimeLimits
from engine.spiff import parse
from tests.models import bpmn, end, flow, user_task
from tests.office import shipped


def _ahead(content: bytes, standing: str, *done: str) -> list[tuple[str, str, bool]]:
    [model] = parse(content, resource="thu.bpmn", limits=RuntimeLimits())
    found = steps_ahead(model.definition, [standing], done)
    return [(step.element.id, step.way.id if step.way else "", step.sure) for step in found]


def _of(process: str, standing: str, *done: str) -> list[tuple[str, str, bool]]:
    model = next(one for one in shipped(process) if one.name.endswith(".bpmn"))
    return _ahead(model.content, standing, *done)


def _mission(standing: str, *done: str) -> list[tuple[str, str, bool]]:
    return _of("giam_sat_chuyen_de", standing, *done)


def test_steps_stand_in_the_order_of_the_model_into_sub_processes_and_out() -> None:
    ahead = [step for step, _way, _sure in _mission("gui_ke_hoach", "lap_ke_hoach")]
    assert ahead == [
        "nop_bao_cao",
        "nghien_cuu",
        "buoi_lam_viec",
        "bao_cao_bo_sung",
        "cho_y_kien_khong_gui",
        "nop_bao_cao_muon",
        "du_thao_bao_cao",
        "y_kien_du_thao",
        "hop_thong_nhat",
        "gui_ket_luan",
        "quyet_toan",
        "dong_ho_so",
    ]


def test_only_a_way_that_all_paths_take_is_named() -> None:
    ahead = {step: (way, sure) for step, way, sure in _mission("nghien_cuu")}
    assert ahead["bao_cao_bo_sung"] == ("f_lv_bo_sung", False)
    assert ahead["du_thao_bao_cao"] == ("", True)  # with or without a supplement
    assert ahead["gui_ket_luan"][0] not in {"f_hdnd", "f_thuong_truc", "f_ban"}  # whoever oversees


def test_what_is_done_lies_behind() -> None:
    assert "nghien_cuu" in {step for step, _way, _sure in _mission("gui_ke_hoach")}
    assert "nghien_cuu" not in {step for step, _way, _sure in _mission("gui_ke_hoach", "nghien_cuu")}


def test_what_only_a_return_leads_to_lies_behind() -> None:
    assert "du_kien_doan" not in {step for step, _way, _sure in _mission("xem_xet")}
    assert not {"truong_phong", "ky"} & {step for step, _way, _sure in _of("van_ban_di", "kiem_tra_cuoi")}
    reviewing = {step for step, _way, _sure in _of("van_ban_di", "truong_phong")}
    assert {"duyet_the_thuc", "ky"} <= reviewing  # the model comes to them through the same choice again


def test_after_mending_the_way_back_is_the_way_on() -> None:
    assert "duyet" in {step for step, _way, _sure in _of("sao_y_so_hoa", "sua_yeu_cau")}
    assert "truong_phong" in {step for step, _way, _sure in _of("van_ban_di", "sua_du_thao")}


def test_a_loop_is_told_once() -> None:
    loop = user_task("mot") + user_task("hai") + end()
    flows = flow("f0", "dau", "mot") + flow("f1", "mot", "hai") + flow("f2", "hai", "mot") + flow("f3", "hai", "cuoi")
    content = bpmn('<bpmn:startEvent id="dau"/>' + loop + flows)
    assert [step for step, _way, _sure in _ahead(content, "dau")] == ["mot", "hai"]
