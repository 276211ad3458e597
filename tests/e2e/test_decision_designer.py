"""The designer at a decision table: change a cell, be told of the gap that it leaves, mend it, deploy."""

import secrets
from pathlib import Path

from playwright.sync_api import Locator, expect

from api.pages.decisions import NEW_DECISION
from tests.e2e.conftest import Enter
from tests.e2e.copying import KHAI
from tests.e2e.visitor import Visitor


def test_a_gap_is_found_in_a_table_shown_mended_and_deployed(enter: Enter, tmp_path: Path) -> None:
    designer = enter(KHAI)
    name = f"thu_{secrets.token_hex(3)}"
    drawing = tmp_path / f"{name}.dmn"
    drawing.write_text(NEW_DECISION.read_text(encoding="utf-8").replace("bang_quy_tac_moi", name), encoding="utf-8")
    designer.open("/thiet-ke/bang-quy-tac/moi")
    expect(designer.page.locator("#designer[data-ready=true]")).to_be_visible()
    designer.page.locator("#open-file").set_input_files(drawing)
    open_part(designer, "Bảng quy tắc mới")

    write(designer, cell(designer, "dong_1_vao_1"), '"don"')
    told = designer.page.get_by_role("region", name="Kết quả kiểm tra")
    designer.button("Kiểm tra").click()
    expect(told).to_contain_text("không dòng nào áp dụng")
    open_part(designer, "Sơ đồ các bảng quy tắc")
    told.get_by_role("button", name="Xem phần tử").first.click()
    expect(cell(designer, "dong_1_vao_1")).to_be_visible()

    write(designer, cell(designer, "dong_1_vao_1"), "-")
    designer.button("Kiểm tra").click()
    designer.says("Không tìm thấy lỗi. Có thể áp dụng.")
    designer.button("Áp dụng từ bây giờ").click()
    expect(designer.flash).to_contain_text("Đã áp dụng phiên bản 1")
    designer.open("/thiet-ke/bang-quy-tac")
    designer.says(name)


def open_part(designer: Visitor, name: str) -> None:
    """Open a part of the file by its tab."""
    designer.page.locator(".designer-tab", has_text=name).click()
    expect(designer.page.locator(".designer-tab[aria-current]", has_text=name)).to_be_visible()


def cell(designer: Visitor, element: str) -> Locator:
    """Find a cell of the table."""
    return designer.page.locator(f'.designer-canvas td[data-element-id="{element}"]')


def write(designer: Visitor, where: Locator, text: str) -> None:
    """Write into a cell by keyboard."""
    where.click()
    designer.page.keyboard.press("Control+a")
    designer.page.keyboard.type(text)
    expect(where).to_contain_text(text)
    designer.page.locator(".designer-tab[aria-current]").focus()
