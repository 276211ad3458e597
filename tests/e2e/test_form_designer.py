"""The designer at a form: every shipped form opens in the editor and comes out meaning the same; one is deployed."""

import secrets
from pathlib import Path

from playwright.sync_api import expect

from api.pages.designed_forms import NEW_FORM
from engine.forms import parse_form
from tests.e2e.conftest import Enter
from tests.e2e.copying import KHAI
from tests.e2e.product import ROOT
from tests.e2e.visitor import Visitor

DOWNLOADS = 8  # a browser gives no more than ten from one page before it asks the person
SHIPPED = sorted((ROOT / "forms").glob("*/*.form"))


def test_the_editor_changes_nothing_that_nobody_changed(enter: Enter) -> None:
    designer = enter(KHAI)
    assert SHIPPED
    for number, path in enumerate(SHIPPED):
        if number % DOWNLOADS == 0:
            open_new(designer)
        designer.page.locator("#open-file").set_input_files(path)
        form = parse_form(path.read_bytes(), resource=path.name)
        expect(designer.page.locator(".bio-properties-panel")).to_contain_text(form.id)
        assert parse_form(downloaded(designer), resource=path.name) == form, path.name


def test_a_form_is_checked_and_deployed(enter: Enter, tmp_path: Path) -> None:
    designer = enter(KHAI)
    name = f"thu_{secrets.token_hex(3)}"
    drawing = tmp_path / f"{name}.form"
    drawing.write_text(NEW_FORM.read_text(encoding="utf-8").replace("bieu_mau_moi", name), encoding="utf-8")
    open_new(designer)
    designer.page.locator("#open-file").set_input_files(drawing)
    field = designer.page.locator('.fjs-form-editor [data-id="truong_1"]')
    expect(field).to_be_visible()
    designer.button("Kiểm tra").click()
    designer.says("Không tìm thấy lỗi. Có thể áp dụng.")
    designer.button("Áp dụng từ bây giờ").click()
    expect(designer.flash).to_contain_text("Đã áp dụng phiên bản 1")
    expect(designer.main.get_by_role("heading", level=1)).to_have_text(name)


def open_new(designer: Visitor) -> None:
    """Open the editor on a new form."""
    designer.open("/thiet-ke/bieu-mau/moi")
    expect(designer.page.locator("#designer[data-ready=true]")).to_be_visible()


def downloaded(designer: Visitor) -> bytes:
    """Give what the editor would save."""
    with designer.page.expect_download() as started:
        designer.button("Tải về").click()
    return started.value.path().read_bytes()
