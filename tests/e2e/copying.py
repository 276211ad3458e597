"""What the three users do in the process of copies, page by page; shared by the journeys."""

import re
import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.e2e.visitor import Visitor

OANH, TUONG, LIEN, KHAI, HAO = "le.kim.oanh", "bui.xuan.tuong", "vu.bich.lien", "luong.the.khai", "mai.thanh.hao"
WORKER_S = 60
PROCESS, PROCESS_EN = "Sao văn bản và số hóa", "Copies and digitisation"


def new_document() -> str:
    """Give a document that no other test has: all share one Office, and find their case by its title."""
    return f"Nghị quyết số {secrets.randbelow(9_000_000) + 1000}/NQ-HĐND ngày 10/7/2026 về dự toán ngân sách"


def title_of(document: str) -> str:
    """Give the title of the case that asks for a full copy of a document."""
    return f"Sao y: {document}"


def open_request(clerk: Visitor) -> None:
    """Go to the form of a new request."""
    clerk.page.get_by_role("navigation", name="Các trang").get_by_role("link", name="Lập hồ sơ mới").click()
    clerk.link(PROCESS).click()


def fill_request(clerk: Visitor, files: Sequence[Path], *, document: str, copies: int = 2) -> None:
    """Fill in the request for copies on paper."""
    clerk.choose("Độ mật", "Không mật")
    clerk.fill({"Văn bản cần sao": document})
    clerk.attach("Tệp quét văn bản cần sao", files)
    clerk.choose("Loại bản sao", "Sao y")
    clerk.choose("Chuyển đổi hình thức", "Từ bản giấy sang bản giấy")
    clerk.fill({"Số bản sao": str(copies), "Mục đích sao": "Gửi cơ quan thẩm tra"})


def send_request(clerk: Visitor, verb: str = "Trình duyệt") -> str:
    """Start the case; give the address of its page."""
    clerk.button(verb).click()
    expect(clerk.flash).to_contain_text("Đã lập hồ sơ")
    return clerk.page.url.partition("?")[0].removeprefix(clerk.url)


def take(person: Visitor, step: str, title: str) -> None:
    """Take a task of one's group from the list and open it."""
    person.open("/viec")
    row = person.main.get_by_role("row").filter(has_text=title).filter(has_text=step)
    row.get_by_role("button", name=re.compile("^Nhận xử lý")).click()
    expect(person.main.get_by_role("heading", level=1)).to_have_text(re.compile(step))


def decide(leader: Visitor, decision: str, reason: str | None = None) -> None:
    """Decide on the request that is open."""
    leader.choose("Kết luận", decision)
    if reason is not None:
        leader.fill({"Lý do": reason})
    finish(leader, decision)


def finish(person: Visitor, verb: str) -> None:
    """Complete the open task."""
    person.button(verb).click()
    expect(person.flash).to_contain_text("Đã hoàn thành")


def await_step(reader: Visitor, case: str, step: str) -> None:
    """Look at the page of a case again and again until the worker has brought it to a step."""
    _await(reader, case, reader.main.locator(".step-now").filter(has_text=step))


def await_words(reader: Visitor, path: str, words: str) -> None:
    """Look at a page again and again until the worker has done what it tells in these words."""
    _await(reader, path, reader.main.get_by_text(words).first)


def _await(reader: Visitor, path: str, wanted: Locator) -> None:
    deadline = time.monotonic() + WORKER_S
    reader.open(path)
    while not wanted.count() and time.monotonic() < deadline:
        reader.page.reload()
    expect(wanted).to_be_visible()
