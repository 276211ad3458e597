"""P01 as its tests walk it: an Office that can sign, its people, a letter that keeps the rules, and the common acts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.model.actor import SYSTEM
from engine.operations import Engine
from engine.operations.dispatch.list_dispatches import list_dispatches
from engine.operations.documents.key_folder import KeyFolder
from engine.operations.documents.signing_desk import seal_of
from engine.operations.engine import EngineSettings
from engine.templates import draft_template, fill_docx
from engine.worker.connectors.office import read_office
from tests.office import SECRET
from tests.processes.driving import NO_CONTENT, Driver
from tests.signing import Authority, fill_key_folder

PROCESS = "van_ban_di"
OANH = "le.kim.oanh"  # drafts
VAN, DAT = "dang.thuy.van", "pham.quoc.dat"  # head of division, format checker
HAO, TUONG = "mai.thanh.hao", "bui.xuan.tuong"  # deputy chief and chief of the Office
KHOAN, NGUYET = "do.huu.khoan", "hoang.minh.nguyet"  # vice-chairs
LOC = "phung.ba.loc"  # of the Standing Committee
LIEN = "vu.bich.lien"  # the registry
AN, KHUE = "nguyen.hoai.an", "tran.minh.khue"  # take no part
COUNCIL = "Hội đồng nhân dân tỉnh Hải Sơn"
NOT_FOUND, CONFLICT = 404, 409
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ANSWERED = "msg_van_ban_di_da_tra_loi"
MEND = {"tra_ve_buoc": "nguoi_soan", "ly_do": "Trích yếu chưa rõ"}
STRAIGHT, ANEW = "ve_thang_toi", "di_lai_tu_dau"


@pytest.fixture
def keys(engine: Engine, tmp_path: Path) -> KeyFolder:
    """Let the engine sign with keys of this test."""
    names = {
        TUONG: "Bùi Xuân Tường",
        HAO: "Mai Thị Thanh Hảo",
        KHOAN: "Đỗ Hữu Khoan",
        seal_of("HDND"): COUNCIL,
    }
    with engine.unit_of_work() as uow:
        office = read_office(uow).name
    folder = fill_key_folder(tmp_path, Authority(), names, office=office)
    engine.settings = EngineSettings(secret=SECRET, signing=folder)
    return folder


@pytest.fixture
def office(drive: Callable[[str], Driver], keys: KeyFolder) -> Driver:
    """Give the driver of outgoing documents, in an Office that can sign."""
    assert keys.seal_mm
    return drive(PROCESS)


def draft(**changes: Any) -> bytes:
    """Give a letter that keeps the layout rules."""
    return fill_docx(
        draft_template("cv_don_doc"),
        {
            "co_quan_chu_quan": "HỘI ĐỒNG NHÂN DÂN TỈNH HẢI SƠN",
            "co_quan": "VĂN PHÒNG",
            "ky_hieu": "VP-CTHĐND",
            "dia_danh": "Hải Sơn",
            "nam": "2026",
            "trich_yeu": "đôn đốc gửi hồ sơ dự thảo nghị quyết",
            "can_cu": [],
            "kinh_gui": "Sở Xây dựng",
            "quyen_han": [],
            "chuc_vu": "CHÁNH VĂN PHÒNG",
            "nguoi_ky": "Bùi Xuân Tường",
            "noi_nhan": ["Như trên"],
            **changes,
        },
    )


def upload(office: Driver, content: bytes | None = None) -> str:
    return office.upload(OANH, "Công văn đôn đốc.docx", content or draft(), DOCX)


def slip(office: Driver, **changes: Any) -> dict[str, Any]:
    return {
        "do_mat": "thuong",
        "loai_van_ban": "cong_van",
        "co_quan_ban_hanh": "VP",
        "trich_yeu": "đôn đốc gửi hồ sơ dự thảo nghị quyết",
        "tinh_chat": "thuong_le",
        "do_khan": "thuong",
        "du_thao": [upload(office)],
        "nguon": "ky_hop",
        "noi_dung_trinh": "Các sở chậm gửi hồ sơ",
        "han_hoan_thanh": "2026-11-27",
        "nguoi_ky": TUONG,
        "hinh_thuc_ky": "truc_tiep",
        "kinh_gui": ["SXD"],
        "noi_nhan": ["VP"],
        **changes,
    }


def submitted(office: Driver, **changes: Any) -> str:
    case = office.start(OANH, slip(office, **changes))
    office.work()
    return case


def decide(office: Driver, who: str, case: str, element: str, **answers: Any) -> None:
    office.complete(who, case, element, **answers)
    office.work()


def approved(office: Driver, **changes: Any) -> str:
    """Bring a routine letter to its signer."""
    case = submitted(office, **changes)
    decide(office, VAN, case, "truong_phong", ket_luan="duyet")
    return case


def issued(office: Driver, **changes: Any) -> str:
    """Bring a routine letter to where it has gone out."""
    case = approved(office, **changes)
    decide(office, TUONG, case, "ky", ket_luan="ky")
    decide(office, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
    decide(office, LIEN, case, "phat_hanh", kenh=["email", "buu_dien"])
    return case


def one(office: Driver, who: str, case: str, element: str) -> dict[str, Any]:
    """Give somebody's own task of an element, or the one that waits for a group."""
    tasks = [task for task in office.tasks(who, case) if task["elementId"] == element]
    return next((task for task in tasks if task["assignee"] == who), None) or next(
        task for task in tasks if task["assignee"] is None
    )


def answer(office: Driver, who: str, task: dict[str, Any], **variables: Any) -> None:
    done = office.try_to_complete(who, task, variables)
    assert done.status_code == NO_CONTENT, done.text
    office.work()


def mend(office: Driver, case: str, **changes: Any) -> None:
    answer(office, OANH, office.task(OANH, case, "sua_du_thao"), **{"viec_tiep": "trinh_lai", **changes})


def states(office: Driver, case: str) -> dict[str, str]:
    with office.engine.unit_of_work() as uow:
        found = list_dispatches(uow, SYSTEM, instance_key=int(case))
    return {one.recipient_code: one.state for one in found}
