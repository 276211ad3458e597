"""Journey 1: the registry numbers, seals and issues an urgent letter; a refused recipient is sent to again."""

import io
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser, Locator, expect
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, RectangleObject

from engine.exchange import StatusCode
from tests.axis_simulator import Axis, serving
from tests.e2e.conftest import WAIT_MS, Enter
from tests.e2e.journeys.conftest import on_axis
from tests.e2e.journeys.on_tablet import pdfsig
from tests.e2e.product import MORNING, Machine, MovingClock, Product
from tests.e2e.visitor import Visitor

LIEN = "vu.bich.lien"
URGENT, REFUSED = "VBĐ-2026-0897", "VBĐ-2026-0871"
SIGNED = "Hợp lệ – Đỗ Hữu Khoan, 08:10 25/11/2026"
COUNCIL = "Hội đồng nhân dân tỉnh Hải Sơn"
NUMBERED = "Đã cấp số 719/HĐND-CTHĐND ngày 25/11/2026."
PROVINCE, FINANCE, BUILDING, COMMITTEE = (
    "Ủy ban nhân dân tỉnh Hải Sơn",
    "Sở Tài chính",
    "Sở Xây dựng",
    "Ban Kinh tế - Ngân sách",
)
SETTLED_S = 90

pytestmark = pytest.mark.timeout(900)  # the Office is filled within the first test


def test_an_urgent_letter_is_numbered_once_issued_to_four_and_stands_in_the_register(
    enter: Enter, product: Product, clock: MovingClock, axis: Axis
) -> None:
    registry = enter(LIEN)
    the_urgent_letter_stands_first(registry)
    the_signed_letter_is_in_the_middle(registry)
    place = registry.page.url
    other_tab = enter(LIEN)
    other_tab.page.goto(place)
    expect(other_tab.button("Cấp số và đóng dấu")).to_be_enabled()

    clock.forward(minutes=2)
    registry.button("Cấp số và đóng dấu").dblclick()
    number_date_and_seal_are_on_it(registry)

    other_tab.expected_refusals.add(409)
    other_tab.button("Cấp số và đóng dấu").click()
    expect(other_tab.flash).to_contain_text("Chị đã cấp số 719 lúc 09:02. Không có gì thay đổi.")
    with product.database() as database:
        given = "SELECT number FROM number_allocation WHERE series = 'document:TTHDND:cong_van' AND number > 718"
        assert database.execute(given).fetchall() == [(719,)]

    registry.link("Phát hành").click()
    registry.says("Kiểm tra trước khi gửi", SIGNED, PROVINCE, FINANCE, BUILDING, COMMITTEE)
    registry.button("Gửi 4 nơi").click()
    expect(registry.flash).to_contain_text("Đã phát hành văn bản số 719/HĐND-CTHĐND.")
    every_recipient_has_its_line(registry, axis, clock)
    the_register_prints_like_paper(registry)


def the_urgent_letter_stands_first(registry: Visitor) -> None:
    """Step 1: the first line of the desk, with word and icon and the time that is left."""
    first = registry.main.locator("table.rows tbody tr").first
    expect(first).to_contain_text(
        re.compile(r"KHẨN ·\s+Cấp số và phát hành: Công văn đôn đốc gửi hồ sơ dự thảo nghị quyết")
    )
    expect(first).to_contain_text(re.compile("còn 1 giờ 10 phút", re.IGNORECASE))
    expect(first.locator(".urgent svg, .soon svg")).to_have_count(2)


def the_signed_letter_is_in_the_middle(registry: Visitor) -> None:
    """Step 2: the PDF in the middle; beside it who signed, the check, addressee, recipients, and no number yet."""
    registry.main.locator("table.rows tbody tr").first.get_by_role("link").first.click()
    document = registry.main.get_by_role("img", name=re.compile("^Trang 1 trên 1 của tệp CV đôn đốc"))
    expect(document).to_be_visible()
    form = registry.main.locator("#work-form")
    for words in ("Người ký", "Đỗ Hữu Khoan", SIGNED, "Kính gửi", PROVINCE, FINANCE, BUILDING, COMMITTEE):
        expect(form).to_contain_text(words)
    number = form.locator("#f-so_ky_hieu")
    expect(number).to_have_text("sẽ cấp khi bấm")
    assert number.evaluate("box => box.tagName") == "DIV", "nobody types the number"
    middle, beside = document.bounding_box(), form.bounding_box()
    assert middle is not None
    assert beside is not None
    assert middle["x"] + middle["width"] <= beside["x"]


def number_date_and_seal_are_on_it(registry: Visitor) -> None:
    """Step 3: number and date in the PDF's text; both signatures good to a second tool; the seal over a third."""
    expect(registry.flash).to_contain_text(NUMBERED, timeout=2 * WAIT_MS)
    expect(registry.main.get_by_role("img", name=re.compile("^Trang 1 trên 1"))).to_be_visible()
    with registry.page.expect_download() as started:
        registry.link("Tải về").click()
    sealed = PdfReader(started.value.path())
    written = sealed.get_form_text_fields()
    assert {"719", "25", "11"} <= {str(value).strip() for value in written.values()}, written
    judged = pdfsig(Path(started.value.path()))
    assert judged.count("Signature is Valid.") == 2, judged
    for name in ("Đỗ Hữu Khoan", COUNCIL):
        assert f"Signer Certificate Common Name: {name}" in judged
    places = {str(one.get("/T")): RectangleObject(cast("RectangleObject", one["/Rect"])) for one in widgets(sealed)}
    seal, signature = places["co_quan_1"], places["nguoi_ky_1"]
    assert seal.left < signature.left
    assert (seal.right - signature.left) / signature.width == pytest.approx(1 / 3, abs=0.02)


def widgets(document: PdfReader) -> list[DictionaryObject]:
    """Give what stands on the first page for each field and signature."""
    listed = document.pages[0]["/Annots"]
    assert isinstance(listed, ArrayObject)
    found = [one.get_object() for one in listed]
    return [one for one in found if isinstance(one, DictionaryObject)]


def every_recipient_has_its_line(registry: Visitor, axis: Axis, clock: MovingClock) -> None:
    """Step 6: a line each, with what became of it there."""
    table = registry.main.get_by_role("table", name="Nơi nhận")
    expect(table.get_by_role("row")).to_have_count(5)
    case = registry.link("Mở hồ sơ").get_attribute("href") or ""
    await_line(registry, case, PROVINCE, "Đã gửi")
    axis.report("H99.10", StatusCode.ACCEPTED, clock.moment)
    axis.report("H99.14", StatusCode.ARRIVED, clock.moment)
    axis.report("H99.13", StatusCode.REFUSED, clock.moment, "Không thuộc thẩm quyền")
    for recipient, state in ((PROVINCE, "Đã tiếp nhận"), (FINANCE, "Đã đến"), (BUILDING, "Từ chối")):
        await_line(registry, case, recipient, state)
    expect(line_of(registry, COMMITTEE)).to_contain_text("Đã đến")


def line_of(registry: Visitor, recipient: str) -> Locator:
    """Find a recipient's line."""
    return registry.main.get_by_role("table", name="Nơi nhận").get_by_role("row").filter(has_text=recipient)


def await_line(registry: Visitor, place: str, recipient: str, state: str) -> None:
    """Look at the case again and again until the worker has heard of a recipient."""

    def heard() -> bool:
        registry.open(place)
        return state in line_of(registry, recipient).inner_text()

    settled(heard)


def settled(holds: Callable[[], bool]) -> None:
    """Ask until it holds."""
    last = time.monotonic() + SETTLED_S
    while not holds():
        assert time.monotonic() < last, "it did not come about"


def the_register_prints_like_paper(registry: Visitor) -> None:
    """Step 7: 718 and 719 follow each other in the register, which prints on A4 across."""
    registry.page.get_by_role("navigation", name="Các trang").get_by_role("link", name="Văn bản").click()
    registry.says("Sổ đăng ký văn bản đi", "719/HĐND-CTHĐND")
    lines = registry.main.locator("tbody tr").all_inner_texts()
    numbers = [found[1] for line in lines if (found := re.search(r"(\d+)/HĐND-CTHĐND", line))]
    assert numbers[:2] == ["719", "718"], "the newest stands above"
    registry.main.get_by_role("link", name=re.compile("^In")).first.click()
    expect(registry.main.get_by_role("heading", name="Sổ đăng ký văn bản đi")).to_be_visible()
    printed = PdfReader(io.BytesIO(registry.page.pdf(prefer_css_page_size=True, print_background=True)))
    sheet = printed.pages[0].mediabox
    assert (round(float(sheet.width) / 72 * 25.4), round(float(sheet.height) / 72 * 25.4)) == (297, 210)
    text = "".join("".join(page.extract_text().split()) for page in printed.pages)
    assert text.index("718/HĐND-CTHĐND") < text.index("719/HĐND-CTHĐND")


def test_a_refused_recipient_is_sent_to_again_and_nobody_else(enter: Enter, product: Product, axis: Axis) -> None:
    registry = enter(LIEN)
    row = registry.main.get_by_role("row").filter(has_text=REFUSED).filter(has_text="Xử lý nơi từ chối nhận")
    row.get_by_role("link").first.click()
    expect(registry.main.get_by_role("textbox", name="Chọn lại mã đơn vị")).to_have_value(
        "Ủy ban nhân dân xã Mường Pao"
    )
    registry.says("Mã định danh đơn vị nhận đã hết hiệu lực từ 01/7/2025", "H99.31")
    reason = "Đã cập nhật mã định danh mới của xã."
    registry.fill({"Lý do": reason})
    registry.button("Gửi lại").click()
    case = registry.link("Mở hồ sơ").get_attribute("href") or ""
    registry.open(case)

    def sent_again() -> bool:
        registry.page.reload()
        return line_of(registry, "xã Mường Pao").count() == 2

    settled(sent_again)
    lines = registry.main.get_by_role("table", name="Nơi nhận").get_by_role("row")
    expect(lines).to_have_count(8)  # its head, six recipients, and the one that was sent to again
    registry.open(f"{case}?muc=dien-bien")
    registry.says(reason)
    registry.open("/van-ban")
    expect(registry.main.get_by_role("row").filter(has_text="503/QĐ-HĐND")).to_have_count(1)
    with product.database() as database:
        entered = "SELECT count(*) FROM register_entry WHERE cells->>'so_ky_hieu' = '503/QĐ-HĐND'"
        assert database.execute(entered).fetchone() == (1,)


def test_a_power_cut_at_issuing_loses_and_doubles_nothing(browser: Browser, tmp_path: Path) -> None:
    """Step 5: cut as the button is pressed, and again as the first document leaves the house."""
    with serving(Axis()) as axis:
        machine = Machine(folder=tmp_path, cases=True, environment=on_axis(axis))
        product = machine.switch_on()
        try:
            product.stand_at(MORNING)
            context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
            context.set_default_timeout(2 * WAIT_MS)
            registry = Visitor(page=context.new_page(), url=product.url)
            registry.sign_in(LIEN)
            number_and_open_issuing(registry)
            registry.button("Gửi 4 nơi").click(no_wait_after=True)
            machine.cut_power()
            product = machine.switch_on()
            product.stand_at(MORNING + timedelta(minutes=10))
            if not axis.sent and not issued(product):
                issue_again(registry)
            settled(lambda: bool(axis.sent))
            machine.cut_power()
            product = machine.switch_on()
            product.stand_at(MORNING + timedelta(minutes=30))
            settled(lambda: delivered(product) == 4)
            context.close()
        finally:
            machine.switch_off()
    receivers = sorted(message.receiver.identifier for message in axis.received.values())
    assert receivers == ["H99.10", "H99.13", "H99.14"], "each got the letter once"
    assert {message.number for message in axis.received.values()} == {"719"}


def number_and_open_issuing(registry: Visitor) -> None:
    """Give the letter its number and go to the page before sending."""
    registry.main.locator("table.rows tbody tr").first.get_by_role("link").first.click()
    registry.button("Cấp số và đóng dấu").click()
    expect(registry.flash).to_contain_text(NUMBERED, timeout=2 * WAIT_MS)
    registry.link("Phát hành").click()
    expect(registry.button("Gửi 4 nơi")).to_be_visible()


def issue_again(registry: Visitor) -> None:
    """Press again what the power cut swallowed."""
    registry.open("/viec")
    registry.main.get_by_role("link", name=re.compile("^Phát hành: ")).first.click()
    registry.button("Gửi 4 nơi").click()


def issued(product: Product) -> bool:
    """Tell whether the step of issuing is done."""
    with product.database() as database:
        done = "SELECT 1 FROM user_task WHERE element_id = 'phat_hanh' AND state = 'COMPLETED'"
        found = database.execute(f"{done} AND completed_at > %s", (MORNING,)).fetchone()
    return found is not None


def delivered(product: Product) -> int:
    """Count the recipients of the letter that have it; no recipient has two lines."""
    with product.database() as database:
        rows = database.execute(
            "SELECT recipient_code, state FROM dispatch WHERE created_at > %s", (MORNING,)
        ).fetchall()
    assert len({code for code, _ in rows}) == len(rows), rows
    return sum(state in {"SENT", "ARRIVED", "ACCEPTED"} for _, state in rows)
