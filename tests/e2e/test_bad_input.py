"""What goes wrong in an ordinary week: each time a clear sentence, nothing lost, and a way on."""

import secrets
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.copying import (
    HAO,
    KHAI,
    OANH,
    PROCESS,
    TUONG,
    fill_request,
    finish,
    new_document,
    open_request,
    title_of,
)
from tests.e2e.files import scanned_pdf
from tests.e2e.given import request_sent
from tests.e2e.line import breakable_line
from tests.e2e.product import Product

REASON = "Thiếu trang 4; chữ ký bị che."


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Give a scan of 2 MB."""
    return scanned_pdf(tmp_path / "Bản quét Nghị quyết.pdf", size_bytes=2_000_000)


def test_a_wrong_password_is_told_and_after_five_one_must_wait(enter: Enter) -> None:
    stranger = enter()
    stranger.expected_refusals |= {401, 429}
    name = f"khong.quen.{secrets.token_hex(4)}"
    for _attempt in range(5):
        stranger.sign_in(name, "đoán mò")
        expect(stranger.page.get_by_role("alert")).to_contain_text("Tên đăng nhập hoặc mật khẩu")
        expect(stranger.page.locator("#username")).to_have_value(name)
    stranger.sign_in(name, "đoán mò")
    expect(stranger.page.get_by_role("alert")).to_contain_text("Hãy thử lại sau 15 phút")


def test_a_session_that_ends_while_typing_loses_nothing(enter: Enter, product: Product) -> None:
    leader = enter(TUONG)
    place = request_sent(product, new_document()).taken_by(TUONG)
    leader.open(place)
    leader.choose("Kết luận", "Trả lại để sửa")
    leader.fill({"Lý do": "Thiếu trang 4"})
    expect(leader.page.locator("#saved-note")).to_contain_text("Đã lưu tạm")
    product.end_sessions(TUONG)
    leader.expected_refusals.add(401)
    leader.fill({"Lý do": REASON})
    expect(leader.main.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    leader.sign_in(TUONG)
    expect(leader.page).to_have_url(product.url + place)
    expect(leader.main.get_by_role("textbox", name="Lý do")).to_have_value(REASON)
    finish(leader, "Trả lại để sửa")


def test_a_form_sent_after_the_session_ended_comes_back_as_typed(enter: Enter, product: Product, scan: Path) -> None:
    clerk = enter(OANH)
    document = new_document()
    open_request(clerk)
    fill_request(clerk, [scan], document=document)
    product.end_sessions(OANH)
    clerk.expected_refusals.add(401)
    clerk.button("Trình duyệt").click()
    expect(clerk.main.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    clerk.sign_in(OANH)
    expect(clerk.main.get_by_role("heading", level=1)).to_have_text(PROCESS)
    expect(clerk.main.get_by_role("textbox", name="Văn bản cần sao")).to_have_value(document)
    expect(clerk.main.get_by_role("textbox", name="Mục đích sao")).to_have_value("Gửi cơ quan thẩm tra")
    expect(clerk.main.get_by_role("link", name=scan.name)).to_be_visible()
    clerk.button("Trình duyệt").click()
    expect(clerk.flash).to_contain_text("Đã lập hồ sơ")


def test_a_tab_that_was_overtaken_tells_who_and_keeps_what_was_typed(enter: Enter, product: Product) -> None:
    case = request_sent(product, new_document())
    place = case.taken_by(TUONG)
    late = enter(TUONG)
    late.open(place)
    late.choose("Kết luận", "Trả lại để sửa")
    late.fill({"Lý do": REASON})
    case.completed_by(TUONG, ket_luan="duyet")
    late.expected_refusals.add(409)
    late.button("Trả lại để sửa").click()
    expect(late.flash).to_contain_text("Anh đã xử lý việc này lúc")
    expect(late.flash).to_contain_text("Không có gì thay đổi")
    expect(late.flash.get_by_role("button", name="Chép nội dung của tôi")).to_be_visible()
    expect(late.main.get_by_role("textbox", name="Lý do")).to_have_value(REASON)
    late.flash.get_by_role("link", name="Xem thay đổi").click()
    late.says("đã xử lý việc này lúc", "Sao chụp, đóng dấu")


def test_a_double_click_starts_one_case(enter: Enter, scan: Path) -> None:
    clerk = enter(OANH)
    document = new_document()
    open_request(clerk)
    fill_request(clerk, [scan], document=document)
    clerk.button("Trình duyệt").dblclick()
    expect(clerk.flash).to_contain_text("Đã lập hồ sơ")
    clerk.page.get_by_role("searchbox", name="Tìm hồ sơ").fill(document)
    clerk.page.keyboard.press("Enter")
    expect(clerk.main.get_by_role("link", name=title_of(document))).to_have_count(1)
    clerk.says("1–1 trong 1")


def test_a_file_that_is_not_what_its_name_says_is_refused_and_not_saved(
    enter: Enter, product: Product, tmp_path: Path
) -> None:
    lie = tmp_path / f"Công văn {secrets.token_hex(4)}.pdf"
    lie.write_text("Đây chỉ là chữ, không phải PDF.\n")
    clerk = enter(OANH)
    clerk.expected_refusals.add(400)
    open_request(clerk)
    clerk.choose("Độ mật", "Không mật")
    clerk.main.locator("input[type=file]:not([capture])").set_input_files(lie)
    told = clerk.main.locator(".upload-item").get_by_role("alert")
    expect(told).to_contain_text("không phải")
    expect(told).to_contain_text("PDF")
    expect(told).to_contain_text("Chưa lưu")
    with product.database() as connection:
        row = connection.execute("SELECT count(*) FROM document WHERE file_name = %s", (lie.name,)).fetchone()
    assert row == (0,)
    clerk.button(f"Gỡ: {lie.name}").click()
    expect(clerk.main.locator(".upload-item")).to_have_count(0)


def test_an_upload_that_breaks_half_way_is_sent_again(enter: Enter, product: Product, scan: Path) -> None:
    with breakable_line(product.url) as line:
        clerk = enter(OANH, url=line.url)
        open_request(clerk)
        clerk.choose("Độ mật", "Không mật")
        item = clerk.main.locator(".upload-item")
        line.cut_after = scan.stat().st_size // 2
        clerk.expected_failures.add("net::ERR")
        clerk.main.locator("input[type=file]:not([capture])").set_input_files(scan)
        expect(item.get_by_role("alert")).to_have_text("Mất kết nối khi đang gửi. Chưa lưu tệp này; bấm Gửi lại.")
        assert line.broken.is_set()
        line.cut_after = None
        clerk.button(f"Gửi lại: {scan.name}").click()
        expect(item.locator(".upload-state")).to_have_text("Đã lưu")
        expect(item).to_have_count(1)


def test_a_large_upload_goes_on_by_itself_where_the_line_broke(enter: Enter, product: Product, tmp_path: Path) -> None:
    scan = scanned_pdf(tmp_path / "Bản quét lớn.pdf", size_bytes=20_000_000)
    with breakable_line(product.url) as line:
        clerk = enter(OANH, url=line.url)
        open_request(clerk)
        clerk.choose("Độ mật", "Không mật")
        item = clerk.main.locator(".upload-item")
        line.cut_after = 4_000_000  # of each connection: less than a piece
        clerk.expected_failures.add("net::ERR")
        clerk.main.locator("input[type=file]:not([capture])").set_input_files(scan)
        expect(item.locator(".upload-state")).to_have_text("Mất kết nối; tự gửi tiếp khi có mạng…")
        assert line.broken.is_set()
        line.cut_after = None
        expect(item.locator(".upload-state")).to_have_text("Đã lưu", timeout=60_000)
        expect(item).to_have_count(1)


def test_a_case_that_one_may_not_see_looks_like_none(enter: Enter, product: Product) -> None:
    case = request_sent(product, new_document())
    stranger = enter(KHAI)
    stranger.expected_refusals.add(404)
    seen = []
    for path in (case.path, "/ho-so/999999999"):
        stranger.open(path)
        stranger.says("Không tìm thấy hồ sơ")
        code = stranger.main.locator(".muted").last
        expect(code).to_contain_text("Mã để báo quản trị viên")
        request_id = code.inner_text().rpartition("/")[2].strip()
        seen.append((stranger.page.title(), stranger.main.inner_html().replace(request_id, "")))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("path", ["/viec/999999999", "/viec/abc", "/ho-so/abc", "/lap-ho-so/khong_co", "/khong-co"])
def test_an_address_without_a_page_is_told_with_a_way_back(path: str, enter: Enter) -> None:
    clerk = enter(OANH)
    clerk.expected_refusals.add(404)
    clerk.open(path)
    expect(clerk.main.get_by_role("heading", level=1)).to_have_text("Không tìm thấy")
    clerk.link("Về danh sách việc").click()
    expect(clerk.page).to_have_url(f"{clerk.url}/viec")


def test_a_colleague_who_was_quicker_keeps_the_task(enter: Enter, product: Product) -> None:
    case = request_sent(product, new_document())
    late = enter(HAO)
    late.open(f"/viec/{case.task(HAO)}")
    case.taken_by(TUONG)
    late.expected_refusals.add(409)
    late.button("Nhận xử lý").click()
    expect(late.flash).to_contain_text("vừa thay đổi")
    late.says("Việc đang do Bùi Xuân Tường xử lý.")
    expect(late.button("Nhận xử lý")).to_have_count(0)
