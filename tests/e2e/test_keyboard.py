"""From sign-in to a completed task by keyboard alone, seeing at every stop where one is."""

import re
from typing import Final

from playwright.sync_api import Page, expect

from api.commands.seed import DEMO_PASSWORD
from tests.e2e.conftest import Enter
from tests.e2e.copying import TUONG, new_document
from tests.e2e.given import request_sent
from tests.e2e.product import Product

MOST_STOPS = 80
_STOP: Final = """() => {
  const here = document.activeElement;
  const looks = getComputedStyle(here);
  const [box, name] = [here.getBoundingClientRect(), here.getAttribute("aria-label") ?? here.textContent];
  const [x, y] = [box.left + Math.min(box.width, 60) / 2, box.top + Math.min(box.height, 60) / 2];
  const top = document.elementFromPoint(x, y);
  const labels = [...(here.labels ?? [])];
  const outlined = looks.outlineStyle !== "none" && parseFloat(looks.outlineWidth) >= 2;
  return {
    tag: here.tagName.toLowerCase(),
    id: here.id,
    name: name.replace(/\\s+/g, " ").trim(),
    marked: here.matches(":focus-visible") && (outlined || looks.boxShadow !== "none"),
    // The top left part is looked at: a tall field may pass under the bar of buttons, but must begin in sight.
    free: top !== null && (here.contains(top) || top.contains(here) || labels.includes(top.closest("label"))),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def test_a_task_is_done_without_a_mouse(enter: Enter, product: Product) -> None:
    case = request_sent(product, new_document())
    leader = enter()
    page, keys = leader.page, leader.page.keyboard
    leader.open("/viec")
    expect(page.locator("#username")).to_be_focused()
    keys.type(TUONG)
    keys.press("Tab")
    keys.type(DEMO_PASSWORD)
    keys.press("Enter")
    expect(page).to_have_url(f"{product.url}/viec")

    keys.press("Tab")
    skip = page.get_by_role("link", name="Đến nội dung chính")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keys.press("Enter")
    expect(leader.main).to_be_focused()

    walk_to(page, f"^Duyệt yêu cầu sao: {re.escape(case.title)}")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Duyệt yêu cầu sao")
    walk_to(page, "^Nhận xử lý$")
    keys.press("Enter")
    expect(leader.button("Gửi kết luận")).to_be_visible()

    walk_to_id(page, "f-ket_luan-0")
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="Trả lại để sửa")).to_be_checked()
    expect(leader.main.get_by_role("textbox", name="Lý do")).to_be_visible()
    expect(page.get_by_role("radio", name="Trả lại để sửa")).to_be_focused()
    walk_to_id(page, "f-ly_do")
    keys.type("Thiếu trang 4.")
    walk_to(page, "^Trả lại để sửa$")
    keys.press("Enter")
    expect(leader.flash).to_contain_text("Đã hoàn thành “Duyệt yêu cầu sao”")


def test_shortcuts_lead_to_every_page_and_can_be_switched_off(enter: Enter) -> None:
    leader = enter(TUONG)
    page, keys = leader.page, leader.page.keyboard
    page.wait_for_load_state()  # the keys mean something once the page's script has run
    keys.press("?")
    shortcuts = page.get_by_role("dialog", name="Phím tắt")
    expect(shortcuts).to_be_visible()
    keys.press("Escape")
    expect(shortcuts).to_be_hidden()
    keys.press("g")
    keys.press("t")
    expect(leader.main.get_by_role("heading", level=1)).to_have_text("Theo dõi tiến độ")
    page.wait_for_load_state()
    keys.press("Control+k")
    expect(page.get_by_role("searchbox", name="Tìm hồ sơ")).to_be_focused()
    keys.type("g?")
    expect(shortcuts).to_be_hidden()
    leader.main.get_by_role("heading", level=1).click()
    keys.press("?")
    shortcuts.get_by_role("checkbox").uncheck()
    keys.press("Escape")
    keys.press("?")
    expect(shortcuts).to_be_hidden()


def walk_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has this name (a pattern); every stop must be seen."""
    _walk(page, "name", re.compile(name))


def walk_to_id(page: Page, element_id: str) -> None:
    """Press Tab until the focus is on the element with this id; every stop must be seen."""
    _walk(page, "id", re.compile(f"^{element_id}$"))


def _walk(page: Page, what: str, wanted: "re.Pattern[str]") -> None:
    stops = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        assert stop["marked"], f"the focus cannot be seen: {stop}"
        assert stop["inside"], f"the focus is out of sight: {stop}"
        assert stop["free"], f"something lies over the focus: {stop}"
        if wanted.search(stop[what]):
            return
        stops.append(stop[what])
    raise AssertionError(f"{wanted.pattern} was not reached by Tab: {stops}")
