"""The fictional Office's cases: played by its people through the engine, they stand where demo.json says."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from api.commands.deploy import shipped_folders
from api.demo import TODAY, load_cases, stories
from api.embedded.demo_keys import make_demo_keys
from engine.model.actor import SYSTEM
from engine.model.lifecycle import TaskState
from engine.model.records import InstanceRecord, Resource, TaskRecord
from engine.operations import (
    Engine,
    EngineSettings,
    InstanceFilter,
    TaskFilter,
    deploy_resources,
    get_case,
    search_instances,
    search_tasks,
)
from engine.operations.cases.similar_cases import similar_cases
from engine.operations.documents.key_folder import KeyFolder
from engine.seed import read
from tests.office import IDENTITY_KEYS, SECRET, MovingClock

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
DEMO: Any = read("demo")
HANOI = TODAY.tzinfo
LIEN, OANH, THONG, KHUE = "vu.bich.lien", "le.kim.oanh", "nguyen.huu.thong", "tran.minh.khue"
CUONG = "hoang.manh.cuong"
AN, HAO, NGUYET = "nguyen.hoai.an", "mai.thanh.hao", "hoang.minh.nguyet"
# The id in demo.json: ours, the state that it has, and its open tasks with who has them (None: a group).
STANDING: dict[str, tuple[str, str, set[tuple[str, str | None]]]] = {
    "VBĐ-2026-0871": ("VBĐ-2026-0871", "da_phat_hanh", {("sua_noi_nhan", LIEN)}),
    "VBĐ-2026-0902": ("VBĐ-2026-0902", "tra_lai", {("sua_du_thao", OANH)}),
    "VBĐ-2026-0897": ("VBĐ-2026-0897", "da_ky", {("kiem_tra_cuoi", None)}),
    "VBĐ-2026-0905": ("VBĐ-2026-0905", "cho_y_kien", {("cho_y_kien", THONG)}),
    "GSCĐ-2026-04": (
        "GSCĐ-2026-0004",
        "dang_giam_sat",
        {("buoi_lam_viec", KHUE), ("buoi_lam_viec", None), ("cho_y_kien_khong_gui", NGUYET)},
    ),
    "GSCĐ-2026-03": ("GSCĐ-2026-0003", "du_thao_bao_cao", {("y_kien_du_thao", KHUE)}),
    "KNGS-2026-018/2": ("KNGS-2026-0018", "dang_thuc_hien", {("cap_nhat_tien_do", None)}),
    "KNGS-2026-018/3": ("KNGS-2026-0019", "dang_thuc_hien", {("de_xuat_buoc_tiep", CUONG), ("giai_trinh", None)}),
    "ĐT-2026-0317": ("ĐT-2026-0317", "da_don_doc", {("ket_qua", AN)}),
    "TC-2026-009": ("TC-2026-0009", "cho_duyet_de_xuat", {("duyet", HAO)}),
    "ĐT-2026-0448": ("TN-2026-0448", "dang_phan_loai", {("phan_loai", AN)}),
    "ĐT-2026-0451": ("ĐT-2026-0451", "dang_phan_loai", {("xem_xet", AN)}),
}
# The registry's own processes, which demo.json does not tell of: each has a case that stands somewhere on its way.
REGISTRY: dict[str, tuple[str, str, set[tuple[str, str | None]]]] = {
    "VBĐến-2026-1204": ("van_ban_den", "hoan_thanh", set()),
    "VBĐến-2026-1205": ("van_ban_den", "dang_xu_ly", {("giai_quyet", KHUE)}),
    "VBĐến-2026-1206": ("van_ban_den", "cho_but_phe", {("but_phe", None)}),
    "NL-2026-0001": ("lap_ho_so", "dang_mo", {("ket_thuc_ho_so", OANH)}),
    "THVB-2026-0001": ("thu_hoi_thay_the", "cho_duyet", {("duyet", None)}),
    "SY-2026-0041": ("sao_y_so_hoa", "dang_sao", {("sao_giay", None)}),
}
# The task that carries a due date of demo.json.
DUE_AT = {
    "VBĐ-2026-0902": "sua_du_thao",
    "VBĐ-2026-0897": "kiem_tra_cuoi",
    "GSCĐ-2026-03": "du_thao_bao_cao",
    "KNGS-2026-018/3": "giai_trinh",
    "ĐT-2026-0317": "ket_qua",
    "TC-2026-009": "duyet",
    "ĐT-2026-0448": "phan_loai",
    "ĐT-2026-0451": "xem_xet",
}


@pytest.fixture
def ready(engine: Engine, tmp_path: Path) -> Engine:
    """Give an engine with the project's own processes and the demonstration's keys."""
    engine.objects.ensure_bucket()
    keys = tmp_path / "signing"
    names = {person["tai_khoan"]: person["ho_ten"] for person in DEMO["nguoi"]}
    make_demo_keys(keys, names, organisation=DEMO["thong_tin_co_quan"]["ten"]["vi"], password="demo")
    engine.settings = EngineSettings(
        secret=SECRET, identity_keys=IDENTITY_KEYS, signing=KeyFolder(keys, password="demo")
    )
    found = [path for folder in shipped_folders() for path in sorted(folder.rglob("*")) if path.is_file()]
    with engine.unit_of_work() as uow:
        deploy_resources(uow, SYSTEM, resources=[Resource(name=path.name, content=path.read_bytes()) for path in found])
    return engine


def test_the_cases_stand_where_the_demonstration_says(ready: Engine, clock: MovingClock) -> None:
    assert load_cases(ready, clock)
    assert clock.moment == TODAY
    cases = {case.business_id: case for case in found_cases(ready) if case.parent_key is None}
    assert set(cases) == {story["case"] for story in stories()}
    assert [case.business_id for case in cases.values() if case.has_incident] == []
    for one in DEMO["ho_so"]:
        ours, state, wanted = STANDING[one["ma"]]
        tasks = tasks_of(ready, cases[ours])
        open_tasks = {(task.element_id, task.assignee) for task in tasks if task.state is TaskState.CREATED}
        assert (cases[ours].case_state, open_tasks) == (state, wanted), one["ma"]
        for due in one.get("han", []):
            if one["ma"] in DUE_AT:
                assert due_of(tasks, DUE_AT[one["ma"]]) == due["han"], one["ma"]
    for ours, standing in REGISTRY.items():
        case, tasks = cases[ours], tasks_of(ready, cases[ours])
        open_tasks = {(task.element_id, task.assignee) for task in tasks if task.state is TaskState.CREATED}
        assert (case.process_id, case.case_state, open_tasks) == standing, ours
    with ready.unit_of_work() as uow:
        alike = similar_cases(uow, SYSTEM, instance_key=cases["ĐT-2026-0451"].key)
    assert [one.case.business_id for one in alike] == ["ĐT-2026-0332", "ĐT-2026-0204"]
    numbers = {ours: numbered(ready, cases[ours]) for ours in ("VBĐ-2026-0871", "VBĐ-2026-0896")}
    assert numbers == {"VBĐ-2026-0871": "503/QĐ-HĐND", "VBĐ-2026-0896": "718/HĐND-CTHĐND"}
    assert not load_cases(ready, clock), "cases that are there are not made again"


def found_cases(engine: Engine) -> tuple[InstanceRecord, ...]:
    with engine.unit_of_work() as uow:
        return search_instances(uow, SYSTEM, filter=InstanceFilter(), limit=200).items


def tasks_of(engine: Engine, case: InstanceRecord) -> tuple[TaskRecord, ...]:
    with engine.unit_of_work() as uow:
        return search_tasks(uow, SYSTEM, filter=TaskFilter(instance_key=case.key), limit=200).items


def numbered(engine: Engine, case: InstanceRecord) -> str:
    with engine.unit_of_work() as uow:
        return str(get_case(uow, SYSTEM, instance_key=case.key).variables["so_ky_hieu"])


def due_of(tasks: tuple[TaskRecord, ...], element: str) -> str:
    """Give the due date of an element's latest task as demo.json writes it: a day, or a moment where it has one."""
    *_earlier, last = sorted((task for task in tasks if task.element_id == element), key=lambda task: task.key)
    assert last.due_at is not None
    due: datetime = last.due_at.astimezone(HANOI)
    return f"{due:%Y-%m-%d}" if (due.hour, due.minute) == (23, 59) else f"{due:%Y-%m-%d %H:%M}"
