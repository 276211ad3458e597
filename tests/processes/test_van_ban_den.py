"""P02, incoming documents: every way through it, driven over HTTP by the people who walk it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from engine.exchange import RECALL
from engine.store.tables import Document
from engine.store.tables.core import core
from tests.axis_simulator import Axis
from tests.office import MovingClock
from tests.processes.axis_letters import REFERENCE, axis, kept, register, sentences
from tests.processes.axis_letters import arrived as arrived_by_axis
from tests.processes.axis_letters import letter as axis_letter
from tests.processes.driving import PDF, Driver
from tests.processes.flows import Flows
from tests.processes.incoming import (
    AN,
    DAT,
    DIRECT,
    DONE,
    HAO,
    KHUE,
    LIEN,
    OANH,
    PROCESS,
    TUONG,
    VAN,
    decide,
    letter,
    office,
)
from tests.processes.petitions import awaiting

__all__ = ["axis", "axis_letter", "office"]


def arrived(office: Driver, **changes: Any) -> str:
    case = office.start(LIEN, letter(office, **changes))
    office.work()
    return case


def directed(office: Driver, **changes: Any) -> str:
    case = arrived(office)
    decide(office, TUONG, case, "but_phe", **{**DIRECT, **changes})
    return case


def handled(office: Driver, **changes: Any) -> str:
    """Bring a document to its handler."""
    case = directed(office, **changes)
    decide(office, VAN, case, "phan_cong", ket_luan="giao", nguoi_xu_ly=OANH)
    return case


def test_a_secret_envelope_leaves_nothing_behind(office: Driver) -> None:
    answer = office.person(LIEN).post(  # before its level was seen
        "/v2/documents",
        files=[
            ("metadata", (None, '{"customProperties": {"field": "tep"}}', "application/json")),
            ("file", ("Báo cáo tình hình.pdf", PDF, "application/pdf")),
        ],
    )
    document = answer.json()["documentId"]
    case = arrived(office, do_mat="mat")
    assert office.state(LIEN, case) == ("COMPLETED", "ngoai_he_thong")
    assert office.person(LIEN).get(f"/v2/documents/{document}").status_code == 404
    with office.engine.unit_of_work() as uow:
        names = uow.connection.execute(select(core(Document).c.file_name).where(core(Document).c.key == int(document)))
        assert names.scalars().all() == [""]
    assert not {"trich_yeu", "tep", "co_quan_gui", "so_ky_hieu", "tieu_de"} & set(office.variables(LIEN, case))


def test_what_is_not_for_us_goes_back_with_a_reason(office: Driver) -> None:
    silent = office.try_to_start(LIEN, letter(office, tiep_nhan="tra"))
    assert [found["field"] for found in silent.json()["errors"]] == ["ly_do_tra"]
    case = arrived(office, tiep_nhan="tra", ly_do_tra="Không gửi cho Văn phòng")
    assert office.state(LIEN, case) == ("COMPLETED", "chuyen_tra")
    assert "so_den" not in office.variables(LIEN, case)


def test_bad_input_names_its_fields(office: Driver) -> None:
    bad = letter(office, co_quan_gui="khong-co", ngay_van_ban="hôm qua", trich_yeu=" ", so_trang=0)
    refusal = office.try_to_start(LIEN, bad)
    assert refusal.status_code == 400
    found = {one["field"] for one in refusal.json()["errors"]}
    assert found == {"co_quan_gui", "ngay_van_ban", "trich_yeu", "so_trang"}


def test_arrival_numbers_follow_each_other_in_each_book(office: Driver) -> None:
    state = [arrived(office, so_ky_hieu=f"{number}/BC-SXD") for number in (1, 2)]
    party = arrived(office, so_vb_den="dang", so_ky_hieu="266-KH/TU")
    assert [office.variables(LIEN, case)["so_den"] for case in [*state, party]] == [1, 2, 1]
    assert office.case(LIEN, party)["title"] == "Đến số 1: 266-KH/TU – Báo cáo tiến độ nhà ở xã hội"
    assert office.state(LIEN, party) == ("ACTIVE", "cho_but_phe")


def test_a_duplicate_is_shown_beside_the_registered_one(office: Driver) -> None:
    first = arrived(office)
    again = arrived(office)
    assert office.state(LIEN, again) == ("ACTIVE", "da_tiep_nhan")
    [same] = office.variables(LIEN, again)["van_ban_trung"]
    assert (same["so_den"], same["ma_ho_so"]) == (1, office.case(LIEN, first)["businessId"])
    decide(office, LIEN, again, "kiem_tra_trung", ket_luan="trung")
    assert office.state(LIEN, again) == ("COMPLETED", "trung")
    other = arrived(office)
    decide(office, LIEN, other, "kiem_tra_trung", ket_luan="khong_trung")
    assert office.variables(LIEN, other)["so_den"] == 2


def test_a_document_for_information_is_told_and_filed(office: Driver) -> None:
    case = arrived(office)
    undirected = office.try_to_complete(HAO, office.task(HAO, case, "but_phe"), {"hinh_thuc_but_phe": "giai_quyet"})
    assert undirected.status_code == 400
    decide(office, HAO, case, "but_phe", hinh_thuc_but_phe="de_biet", de_biet=[OANH, AN])
    assert office.state(LIEN, case) == ("COMPLETED", "luu_ho_so")
    assert office.visits(LIEN, case, "bao_de_biet") == ["COMPLETED"]


def test_who_directs_sees_by_when_the_sender_asks_for_an_answer(office: Driver) -> None:
    case = arrived(office, han_tra_loi="2026-12-10")
    task = next(task for task in office.tasks(TUONG, case) if task["elementId"] == "but_phe")
    taken = office.person(TUONG).post(f"/v2/user-tasks/{task['userTaskKey']}/assignment", json={"assignee": TUONG})
    assert taken.status_code == 204, taken.text
    page = office.person(TUONG).get(f"/viec/{task['userTaskKey']}").text
    assert "10/12/2026" in page.split("Hạn trả lời")[1][:600]
    decide(office, TUONG, case, "but_phe", **DIRECT)
    assert office.variables(LIEN, case)["han_tra_loi"] == "2026-12-10"


def test_a_document_is_only_filed(office: Driver) -> None:
    case = arrived(office)
    decide(office, TUONG, case, "but_phe", hinh_thuc_but_phe="luu")
    assert office.state(LIEN, case) == ("COMPLETED", "luu_ho_so")


def test_the_head_of_the_leading_unit_assigns_and_confirms(office: Driver) -> None:
    case = directed(office)
    assert office.state(LIEN, case) == ("ACTIVE", "da_chuyen")
    refusal = office.try_to_complete(DAT, {"userTaskKey": office.task(VAN, case, "phan_cong")["userTaskKey"]}, {})
    assert refusal.status_code in {403, 404}
    decide(office, VAN, case, "phan_cong", ket_luan="giao", nguoi_xu_ly=OANH)
    assert office.state(LIEN, case) == ("ACTIVE", "dang_xu_ly")
    decide(office, OANH, case, "giai_quyet", **DONE)
    decide(office, VAN, case, "xac_nhan", ket_luan="chua_dat", ly_do_chua_dat="Chưa nêu số liệu")
    decide(office, OANH, case, "giai_quyet", **{**DONE, "ket_qua": "da_tra_loi", "van_ban_tra_loi": "719/VP-CTHĐND"})
    decide(office, VAN, case, "xac_nhan", ket_luan="dat")
    assert office.state(LIEN, case) == ("COMPLETED", "hoan_thanh")


def test_a_wrong_unit_returns_the_document_to_be_directed_anew(office: Driver) -> None:
    case = directed(office)
    decide(office, VAN, case, "phan_cong", ket_luan="tra_lai", ly_do_tra_lai="Việc của Phòng HC-TC-QT")
    assert office.state(LIEN, case) == ("ACTIVE", "cho_but_phe")
    decide(office, TUONG, case, "but_phe", **{**DIRECT, "don_vi_chu_tri": "P-HCTCQT"})
    decide(office, DAT, case, "phan_cong", ket_luan="giao", nguoi_xu_ly=LIEN)
    assert office.state(LIEN, case) == ("ACTIVE", "dang_xu_ly")


def test_supporting_people_are_asked_and_silence_is_recorded(office: Driver, clock: MovingClock) -> None:
    case = handled(office, phoi_hop=[KHUE, AN])
    decide(office, KHUE, case, "cho_gop_y", y_kien_phoi_hop="Nhất trí số liệu")
    clock.forward(days=6)
    office.work()
    told = {row["nguoi"]: row["y_kien"] for row in office.variables(LIEN, case)["ket_qua_phoi_hop"]}
    assert told == {KHUE: "Nhất trí số liệu", AN: "Không trả lời đúng hạn"}
    assert office.state(LIEN, case)[0] == "ACTIVE"


def test_an_extension_is_decided_by_the_head_and_moves_the_due_date(office: Driver) -> None:
    case = handled(office)
    ask = {"viec_tiep": "xin_gia_han", "ly_do": "Chờ số liệu", "han_moi": "2026-12-04"}
    decide(office, OANH, case, "giai_quyet", **ask)
    decide(office, VAN, case, "gia_han", ket_luan="khong_dong_y")
    assert office.variables(LIEN, case)["han_xu_ly"] == "2026-11-30"
    decide(office, OANH, case, "giai_quyet", **ask)
    decide(office, VAN, case, "gia_han", ket_luan="dong_y")
    assert office.variables(LIEN, case)["han_xu_ly"] == "2026-12-04"
    [task] = office.tasks(OANH, case)
    assert task["dueDate"].startswith("2026-12-04")


def test_an_answer_that_is_not_issued_gives_the_document_back_and_one_that_is_closes_it(office: Driver) -> None:
    case = handled(office)
    for slip in (
        {"do_mat": "mat"},
        {"do_mat": "thuong", "cach_lam": "ghi_nhan", "so_ky_hieu": "719/VP", "ngay": "2026-11-25"},
    ):
        assert office.state(LIEN, case) == ("ACTIVE", "dang_xu_ly")
        decide(office, OANH, case, "giai_quyet", viec_tiep="tra_loi")
        decide(office, OANH, office.called(OANH, case)[-1], "lap_phieu", **slip)
    assert office.state(LIEN, case) == ("COMPLETED", "hoan_thanh")
    assert office.variables(LIEN, case)["van_ban_tra_loi"] == "719/VP"


def test_an_agreed_recall_ends_the_handling_and_a_refused_one_does_not(
    office: Driver, axis: Axis, axis_letter: Callable[..., bytes]
) -> None:
    case = arrived_by_axis(office, axis, axis_letter())
    register(office, case, tep=office.variables(LIEN, case)["tep"][:1])
    recall = {"kind": RECALL, "concerns": REFERENCE, "reason": "Gửi nhầm", "attachments": ()}
    axis.post(axis_letter(**recall))
    office.work()
    office.post_form(LIEN, f"/van-ban/truc/{kept(office)}/tu-choi", reason="Đã trình lãnh đạo", state="WAITING")
    office.work()
    assert axis.told()[-1] == ("16", "Đã trình lãnh đạo")
    assert office.state(LIEN, case) == ("ACTIVE", "cho_but_phe")
    axis.post(axis_letter(**recall))
    office.work()
    office.post_form(LIEN, f"/van-ban/truc/{kept(office)}/dong-y")
    office.work()
    assert office.state(LIEN, case) == ("COMPLETED", "thu_hoi_boi_ben_gui")
    assert axis.told()[-1] == ("15", "")
    told = sentences(office, case)
    assert any("đồng ý để nơi gửi thu hồi" in sentence for sentence, _ in told)
    assert office.download(LIEN, office.variables(LIEN, case)["tep"][0]) == PDF, "kept, not deleted"


def test_the_answer_to_a_letter_goes_to_it_and_is_not_handled_apart(
    office: Driver, drive: Callable[..., Driver]
) -> None:
    petition = awaiting(drive("don_thu", "van_ban_di"))
    case = arrived(office, tra_loi_don=petition)
    assert office.state(LIEN, case) == ("COMPLETED", "da_vao_ho_so_don")
    assert office.variables(LIEN, case)["so_den"] == 1


def test_every_sequence_flow_was_travelled(flows: Flows) -> None:
    """Stand last in this file: it judges what the scenarios above have travelled."""
    assert flows.missing(PROCESS) == frozenset()
