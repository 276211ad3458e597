"""Incoming documents (P02), as the tests drive them: who does what, and how a decision is taken."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.processes.driving import NO_CONTENT, Driver

PROCESS = "van_ban_den"
LIEN = "vu.bich.lien"  # the registry
TUONG, HAO = "bui.xuan.tuong", "mai.thanh.hao"  # the Office's leadership
VAN, DAT = "dang.thuy.van", "pham.quoc.dat"  # heads of divisions
OANH, KHUE, AN = "le.kim.oanh", "tran.minh.khue", "nguyen.hoai.an"
DIRECT = {
    "hinh_thuc_but_phe": "giai_quyet",
    "don_vi_chu_tri": "P-CTHDND",
    "han_xu_ly": "2026-11-30",
    "noi_dung_chi_dao": "Phòng Công tác HĐND tham mưu trả lời",
}
DONE = {"viec_tiep": "xong", "ket_qua": "da_tham_muu", "tom_tat": "Đã tham mưu"}


@pytest.fixture
def office(drive: Callable[..., Driver]) -> Driver:
    """Give the driver of incoming documents and of the answers to them."""
    return drive(PROCESS, "van_ban_di")


def decide(office: Driver, who: str, case: str, element: str, **answers: Any) -> None:
    task = next(task for task in office.tasks(who, case) if task["elementId"] == element)
    done = office.try_to_complete(who, task, answers)
    assert done.status_code == NO_CONTENT, done.text
    office.work()


def letter(office: Driver, **changes: Any) -> dict[str, Any]:
    """Give what the registry enters of a report that came by post."""
    return {
        "do_mat": "thuong",
        "tiep_nhan": "nhan",
        "so_vb_den": "co_quan_nha_nuoc",
        "ngay_den": "2026-11-25",
        "loai_noi_gui": "so_nganh",
        "nhom_viec": "bao_cao",
        "phuong_thuc": "buu_dien",
        "ket_qua_kiem_tra_chu_ky": "khong_co",
        "co_quan_gui": "SXD",
        "so_ky_hieu": "245/BC-SXD",
        "ngay_van_ban": "2026-11-23",
        "loai_van_ban": "BC",
        "do_khan": "thuong",
        "trich_yeu": "Báo cáo tiến độ nhà ở xã hội",
        "tep": [office.upload(LIEN, "Báo cáo 245.pdf")],
        **changes,
    }
