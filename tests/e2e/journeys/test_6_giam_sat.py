"""Journey 6: a mission from its bodies' reports to the recommendations that are followed up and closed.

The steps follow each other on GSCĐ-2026-0004 and stand in this order; dates are the engine's.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Enter
from tests.e2e.journeys.acting import PDF, Colleague, case_of, done, look_until, pick
from tests.e2e.product import Product
from tests.e2e.visitor import Visitor

KHUE = "tran.minh.khue"
LIEN, TUONG, VAN = "vu.bich.lien", "bui.xuan.tuong", "dang.thuy.van"
MISSION = "GSCĐ-2026-0004"
BODIES = (
    "Ủy ban nhân dân tỉnh Hải Sơn",
    "Sở Nông nghiệp và Môi trường",
    "Ủy ban nhân dân phường Đông Giang",
    "Ủy ban nhân dân xã Thạch Lam",
    "Ủy ban nhân dân xã Vân Trạch",
)
SILENT = BODIES[-1]
COLUMNS = ("Kế hoạch đã gửi", "Báo cáo", "Buổi làm việc", "Yêu cầu bổ sung")


def row_of(person: Visitor, body: str) -> Locator:
    """Give a body's row in the table of the mission's page."""
    return person.main.get_by_role("row").filter(has=person.page.get_by_role("rowheader", name=body, exact=True))


def cell_of(person: Visitor, body: str, column: str) -> Locator:
    """Give the cell of a body under a column."""
    return row_of(person, body).get_by_role("cell").nth(COLUMNS.index(column))


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """Give a signed paper."""
    path = tmp_path / "Biên bản.pdf"
    path.write_bytes(PDF)
    return path


def registered(product: Product, number: str, body: str) -> None:
    """Let the registry enter a document on paper, and the leadership and the head of division hand it to Khuê."""
    registry = Colleague(product, LIEN)
    case = registry.start(
        "van_ban_den",
        do_mat="thuong",
        tiep_nhan="nhan",
        so_vb_den="co_quan_nha_nuoc",
        ngay_den="2026-11-25",
        loai_noi_gui="hdnd_ubnd_xa",
        nhom_viec="bao_cao",
        phuong_thuc="buu_dien",
        ket_qua_kiem_tra_chu_ky="khong_co",
        co_quan_gui=body,
        so_ky_hieu=number,
        ngay_van_ban="2026-11-24",
        loai_van_ban="BC",
        do_khan="thuong",
        trich_yeu="Báo cáo bổ sung khối lượng rác thu gom theo tháng",
        tep=[registry.upload("Báo cáo bản giấy.pdf")],
    )
    directed: dict[str, Any] = {"hinh_thuc_but_phe": "giai_quyet", "don_vi_chu_tri": "P-CTHDND"}
    directed |= {"noi_dung_chi_dao": "Phục vụ Đoàn giám sát", "han_xu_ly": "2026-11-30"}
    Colleague(product, TUONG).complete("but_phe", case=case, **directed)
    Colleague(product, VAN).complete("phan_cong", case=case, ket_luan="giao", nguoi_xu_ly=KHUE)


def test_1_the_page_of_the_mission_shows_bodies_against_steps(enter: Enter, product: Product) -> None:
    khue = enter(KHUE)
    khue.open(case_of(product, KHUE, MISSION))
    table = khue.main.get_by_role("table", name="Tình hình theo từng cơ quan, văn bản")
    for column in COLUMNS:
        expect(table.get_by_role("columnheader", name=column, exact=True)).to_be_visible()
    for body in BODIES:
        expect(cell_of(khue, body, "Kế hoạch đã gửi")).to_contain_text("Vũ Thị Bích Liên")
    for body in BODIES[:-1]:
        expect(cell_of(khue, body, "Báo cáo")).to_contain_text("Đã xong")
    empty = cell_of(khue, SILENT, "Báo cáo").locator(".late")
    expect(empty).to_have_text(re.compile(r"^\s*chưa gửi, đôn đốc 2 lần\s*$"))
    red, green, blue = (int(part) for part in re.findall(r"\d+", empty.evaluate("one => getComputedStyle(one).color")))
    assert red > 2 * max(green, blue), "it is red, and says so in words too"


def test_2_a_report_on_paper_is_recorded_from_the_register(enter: Enter, product: Product, paper: Path) -> None:
    registered(product, "152/BC-UBND", "X-TL")
    khue = enter(KHUE)
    mission = case_of(product, KHUE, MISSION)
    khue.open(mission)
    cell_of(khue, "Ủy ban nhân dân xã Thạch Lam", "Buổi làm việc").get_by_role("link").click()
    khue.fill({"Kết luận buổi làm việc": "Xã bổ sung số liệu theo tháng."})
    khue.attach("Biên bản", [paper])
    done(khue, "Xong biên bản")
    look_until(khue, mission, lambda: cell_of(khue, BODIES[3], "Yêu cầu bổ sung").get_by_role("link").count() > 0)
    expect(cell_of(khue, BODIES[3], "Yêu cầu bổ sung")).to_contain_text("Chưa gửi")
    cell_of(khue, BODIES[3], "Yêu cầu bổ sung").get_by_role("link").click()
    khue.button("Nhận xử lý").click()
    pick(khue, "Văn bản đến đã vào sổ", "152", "152/BC-UBND")
    expect(khue.main.get_by_role("textbox", name="Số, ký hiệu báo cáo bổ sung")).to_have_count(0)
    expect(khue.main.locator("input[type=file]")).to_have_count(0)
    done(khue, "Ghi nhận thay cơ quan")
    history = f"{mission}?muc=dien-bien"
    khue.open(history)
    said = "Trần Minh Khuê ghi nhận thay cơ quan: “Gửi báo cáo bổ sung: Ủy ban nhân dân xã Thạch Lam”."
    expect(khue.main.locator(".timeline")).to_contain_text(said)
    look_until(khue, mission, lambda: khue.main.get_by_role("link", name="152/BC-UBND").count() > 0)
    khue.open(f"{mission}?muc=tep")
    expect(khue.main).to_contain_text("Báo cáo bản giấy.pdf")
