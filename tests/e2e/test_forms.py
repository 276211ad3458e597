"""Forms in a real browser: lists of rows and pickers by keyboard, without script, on a desk and on a telephone."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.accessibility import accessibility_findings, vietnamese_left, width_findings
from tests.e2e.conftest import NARROW, WIDE, Enter
from tests.e2e.copying import KHAI, OANH
from tests.e2e.product import MovingClock, Product
from tests.e2e.test_every_page import names_of_people
from tests.missions import PROCESS_ID, mission_resources

MOST_LOOKS = 20
START = f"/lap-ho-so/{PROCESS_ID}"


@pytest.fixture(scope="module", autouse=True)
def mission(product: Product) -> None:
    """Deploy the mission's process as its designer."""
    with product.client(KHAI) as designer:
        files = [("resources", (one.name, one.content, "application/octet-stream")) for one in mission_resources()]
        designer.post("/v2/deployments", files=files).raise_for_status()


def test_people_and_bodies_are_picked_and_rows_added_by_keyboard(enter: Enter) -> None:
    clerk = enter(OANH)
    page, keys = clerk.page, clerk.page.keyboard
    clerk.open(START)
    page.locator("#f-ten").fill("Đất đai")
    head = page.locator("#f-truong_doan")
    head.focus()
    keys.type("minh nguyet")
    expect(page.get_by_role("option", name="Hoàng Thị Minh Nguyệt")).to_be_visible()
    assert accessibility_findings(page) == []
    keys.press("Enter")
    expect(head).to_have_value("Hoàng Thị Minh Nguyệt")

    page.locator("#f-thanh_vien").focus()
    for name in ("kim oanh", "bich lien"):
        keys.type(name)
        expect(page.get_by_role("listbox", name="Thành viên").get_by_role("option")).to_have_count(1)
        keys.press("ArrowDown")
        keys.press("Enter")
    expect(page.get_by_role("checkbox", name="Vũ Thị Bích Liên")).to_be_checked()

    body = page.locator("input[id^=f-doi_tuong-][id$=-co_quan]")
    body.first.focus()
    keys.type("so tai chinh")
    expect(page.get_by_role("option", name="Sở Tài chính")).to_be_visible()
    keys.press("Tab")
    page.locator("#f-doi_tuong-0-chi_phi").fill("2.000.000")
    add = page.locator("button[value='add:doi_tuong']")
    add.focus()
    keys.press("Enter")
    expect(body).to_have_count(2)
    expect(body.nth(1)).to_be_focused()
    expect(body.first).to_have_value("Sở Tài chính")
    keys.type("so noi vu")
    expect(page.get_by_role("option", name="Sở Nội vụ")).to_be_visible()
    keys.press("Enter")
    cost = page.locator("#f-doi_tuong-1-chi_phi")
    cost.fill("500.000")
    keys.press("Tab")
    expect(page.locator("#field-doan_tong")).to_contain_text("2.500.000")
    clerk.main.get_by_role("button", name="Bớt dòng 1: Đối tượng giám sát").press("Enter")
    expect(body).to_have_count(1)
    expect(body.first).to_have_value("Sở Nội vụ")
    expect(page.get_by_role("button", name="Bớt dòng 1: Đối tượng giám sát")).to_be_focused()

    page.locator("#f-ten").press("Enter")
    expect(clerk.main.get_by_role("heading", level=1)).to_contain_text("Đoàn giám sát thử")
    expect(clerk.main).to_contain_text("Sở Nội vụ")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_forms_are_accessible_and_fit_their_window(enter: Enter, language: str) -> None:
    clerk = enter(OANH, language=language)
    for width, height in (WIDE, NARROW):
        clerk.page.set_viewport_size({"width": width, "height": height})
        clerk.open(START)
        expect(clerk.page.locator("[data-row-order]")).to_have_count(2)
        clerk.expected_refusals = {400}
        clerk.main.locator("#work-form .form-actions button[type=submit]").click()
        expect(clerk.main.locator(".error-summary")).to_be_focused()
        found = accessibility_findings(clerk.page) + width_findings(clerk.page)
        if language == "en":
            found += vietnamese_left(
                clerk.page, re.compile("|".join((*names_of_people(), "Hội đồng", "Đoàn giám sát thử")))
            )
        assert found == []


def test_what_was_typed_last_is_kept_when_the_window_closes_and_two_windows_do_not_fight(
    enter: Enter, clock: MovingClock
) -> None:
    one, other = enter(OANH), enter(OANH)
    one.open(START)
    other.open(START)
    one.page.locator("#f-ten").fill("cửa sổ một")
    expect(one.page.locator("#saved-note")).to_contain_text("Đã lưu tạm")
    other.page.locator("#f-ten").fill("cửa sổ hai")
    expect(other.page.locator("#saved-note")).to_contain_text("Một cửa sổ khác đã lưu tạm")
    assert accessibility_findings(other.page) == []
    other.button("Mở bản kia").click()
    expect(other.page.locator("#f-ten")).to_have_value("cửa sổ một")
    clock.forward(minutes=1)
    other.page.locator("#f-ten").fill("cửa sổ hai, sau khi đọc")
    other.open("/viec")
    for _ in range(MOST_LOOKS):  # what a closing page sends arrives by itself, and nobody is told when
        other.open(START)
        if other.page.locator("#f-ten").input_value() == "cửa sổ hai, sau khi đọc":
            break
    expect(other.page.locator("#f-ten")).to_have_value("cửa sổ hai, sau khi đọc")
    one.page.locator("#f-ten").fill("cửa sổ một, nhất định")
    one.button("Giữ bản ở đây").click()
    expect(one.page.locator("#saved-note")).to_contain_text("Đã lưu tạm")
    other.open(START)
    expect(other.page.locator("#f-ten")).to_have_value("cửa sổ một, nhất định")
