"""A person sets up a second factor, signs out and signs in with password and code; all pages between are accessible."""

import base64
import time

from playwright.sync_api import expect

from engine.operations.signing_in.totp import STEP_S, code_at
from tests.e2e.accessibility import accessibility_findings, width_findings
from tests.e2e.conftest import NARROW, WIDE, Enter
from tests.e2e.product import Product
from tests.e2e.visitor import Visitor

THAO = "dinh.phuong.thao"  # nobody else of these tests signs in as her


def test_a_second_factor_is_set_up_and_asked_for(enter: Enter, product: Product) -> None:
    person = enter(THAO)
    person.page.locator("details.who summary").click()
    person.page.get_by_role("link", name="Bảo mật").click()
    person.link("Bật xác thực hai bước").click()
    person.button("Bắt đầu").click()
    expect(person.main.get_by_role("img", name="Mã QR để ứng dụng đọc").locator("svg")).to_be_visible()
    look(person)
    secret = base64.b32decode(person.main.locator("ol code").inner_text().replace(" ", ""))
    step = int(time.time()) // STEP_S
    person.main.locator("#code").fill(code_at(secret, step))
    person.button("Xác nhận").click()
    expect(person.main.locator("#recovery-codes li")).to_have_count(10)
    recovery = person.main.locator("#recovery-codes li").first.inner_text()
    look(person)
    person.link("Đã cất mã, đi tiếp").click()
    person.says("Xác thực hai bước đang bật", "Còn 10 mã khôi phục")

    person.page.locator("details.who summary").click()
    person.page.get_by_role("button", name="Đăng xuất").click()
    person.open("/ho-so?trang-thai=active")
    person.sign_in(THAO)
    expect(person.main.get_by_role("heading", level=1)).to_have_text("Nhập mã xác thực")
    expect(person.main.locator("#code")).to_be_focused()
    look(person)
    person.open("/viec")  # whoever has given the password alone is led back
    expect(person.main.get_by_role("heading", level=1)).to_have_text("Nhập mã xác thực")
    person.open("/dang-nhap/tiep?next=/ho-so%3Ftrang-thai%3Dactive")
    person.expected_refusals.add(400)
    person.main.locator("#code").fill(code_at(secret, step))  # used already
    person.button("Đăng nhập").click()
    expect(person.main.locator("#code-error")).to_contain_text("Mã không đúng")
    expect(person.main.locator("#code")).to_be_focused()
    later = max(step + 1, int(time.time()) // STEP_S)  # the app's next code, good one step around
    person.main.locator("#code").fill(code_at(secret, later))
    person.button("Đăng nhập").click()
    expect(person.page).to_have_url(f"{product.url}/ho-so?trang-thai=active")

    person.open("/bao-mat/hai-buoc")
    person.main.locator("#code").fill(recovery)
    person.button("Tắt xác thực hai bước").click()
    expect(person.flash).to_contain_text("Đã tắt xác thực hai bước")


def look(visitor: Visitor) -> None:
    """Look at the page on a desk's screen and on a telephone."""
    for size in (WIDE, NARROW):
        visitor.resize(size)
        assert accessibility_findings(visitor.page) + width_findings(visitor.page) == []
    visitor.resize(WIDE)
