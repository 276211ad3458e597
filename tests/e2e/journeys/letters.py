"""What the registry clerk, the officer and the signer do with letters, page by page."""

import re
import time
from collections.abc import Mapping

from playwright.sync_api import Locator, expect

from tests.e2e.copying import WORKER_S
from tests.e2e.visitor import Visitor

LIEN, AN, HAO = "vu.bich.lien", "nguyen.hoai.an", "mai.thanh.hao"
TUONG, THAO, THONG = "bui.xuan.tuong", "dinh.phuong.thao", "nguyen.huu.thong"
PROCESS = "don_thu"
OFFICER = "Nguyễn Thị Hoài An"
SIGNER = "Mai Thị Thanh Hảo"
COMPLETE = ("Có chữ ký hoặc điểm chỉ", "Là bản gốc", "Nội dung, đối tượng rõ ràng", "Viết bằng tiếng Việt")


def picker(person: Visitor, label: str) -> Locator:
    """Give the boxes of a picker, which are comboboxes once somebody has stood in them."""
    return person.main.locator("input[type=text]").and_(person.main.get_by_label(label))


def pick(person: Visitor, label: str, words: str, name: str) -> None:
    """Search in a picker and choose what it offers by this name."""
    box = picker(person, label).first
    box.click()
    box.fill(words)
    person.page.get_by_role("option", name=re.compile(f"^{re.escape(name)}")).first.click()


def select(person: Visitor, answers: Mapping[str, str]) -> None:
    """Choose in lists by their labels."""
    for label, option in answers.items():
        person.main.get_by_label(label, exact=True).or_(person.main.get_by_label(f"{label} *")).select_option(
            label=option
        )


def receive(clerk: Visitor, *, source: str, postmark: str = "", anonymous: bool = False) -> None:
    """Fill in the reception of a letter of this morning, what the last one left aside."""
    clerk.choose("Đơn gửi", "Hội đồng nhân dân tỉnh")
    clerk.fill({"Khóa": "18", "Ngày nhận": "25/11/2026"})
    select(clerk, {"Nguồn đơn": source})
    if postmark:
        clerk.fill({"Ngày dấu bưu điện": postmark})
    if anonymous:
        clerk.tick("Nặc danh")
    pick(clerk, "Người xử lý đơn", "hoai an", OFFICER)


def entered(clerk: Visitor, verb: str) -> str:
    """Send the reception; give the letter's number as the page tells it."""
    with clerk.page.expect_navigation():  # the page before tells of a letter too
        clerk.button(verb).click()
    told = clerk.flash.get_by_text(re.compile("Đã lập hồ sơ"))
    expect(told).to_be_visible()
    found = re.search(r"Đã lập hồ sơ (\S+?)\.(\s|$)", told.inner_text())
    assert found is not None, told.inner_text()
    return found.group(1)


def open_task(person: Visitor, number: str, step: str) -> None:
    """Open the task of a case from the desk."""
    person.open("/viec")
    row = person.main.get_by_role("row").filter(has_text=number).filter(has_text=step)
    row.get_by_role("link").first.click()
    expect(person.main.get_by_role("heading", level=1)).to_contain_text(step)


def go_on(person: Visitor, verb: str, step: str) -> None:
    """Complete the open task and go on with one's next step of the same case, when the system has brought it there."""
    done_with(person, verb)
    person.flash.get_by_role("link", name=f"Làm tiếp: {step}").click()
    expect(person.main.get_by_role("heading", level=1)).to_contain_text(step)


def done_with(person: Visitor, verb: str) -> None:
    """Complete the open task."""
    person.button(verb).click()
    expect(person.flash).to_contain_text("Đã hoàn thành")


def number_of(person: Visitor) -> str:
    """Give the id of the case whose task is open."""
    return person.main.locator(".lead-in .numeric").first.inner_text()


def case_of(person: Visitor) -> str:
    """Give the address of the case whose task is open."""
    address = person.main.locator(".lead-in a").first.get_attribute("href")
    assert address is not None
    return address


def register(officer: Visitor, kind: str, *, field: str | None, group: str, answers: Mapping[str, str]) -> None:
    """Fill in the register of letters as far as every letter asks; the field may stand there already."""
    officer.choose("Loại đơn", kind)
    if field is not None:
        select(officer, {"Lĩnh vực": field})
    select(officer, {"Nhóm nội dung": group})
    officer.fill(answers)


def propose(officer: Visitor, *, eligible: bool, handling: str, words: str, reason: str | None = None) -> None:
    """Propose how a letter is handled, to be signed by the deputy chief."""
    officer.choose("Điều kiện xử lý", "Đủ điều kiện" if eligible else "Chưa đủ điều kiện")
    if reason is not None:
        select(officer, {"Lý do chưa đủ điều kiện": reason})
    select(officer, {"Đề xuất xử lý": handling})
    officer.fill({"Nội dung đề xuất": words})
    pick(officer, "Người ký", "thanh hao", SIGNER)
    officer.choose("Hình thức ký", "KT. (ký thay)")


def reload_until(reader: Visitor, wanted: Locator) -> None:
    """Load the page again and again until the worker has brought it to what it shall show."""
    deadline = time.monotonic() + WORKER_S
    while not wanted.count() and time.monotonic() < deadline:
        reader.page.reload()
    expect(wanted.first).to_be_visible()
