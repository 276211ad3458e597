"""Journey 3: the letters of Wednesday morning, entered by the registry clerk and handled by the officer."""

import re
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.files import scanned_pdf
from tests.e2e.journeys.letters import (
    AN,
    COMPLETE,
    HAO,
    LIEN,
    OFFICER,
    PROCESS,
    TUONG,
    case_of,
    done_with,
    entered,
    go_on,
    number_of,
    open_task,
    pick,
    picker,
    propose,
    receive,
    register,
    select,
)
from tests.e2e.visitor import Visitor

KEEP = "Lưu đơn"
FORWARD = "Chuyển đơn, yêu cầu báo cáo kết quả"
REFUSED = 400  # answers that lack something come back
WRITTEN = {"Ngày ghi trên đơn": "20/11/2026"}
SUBMISSION = ("Phiếu đề xuất xử lý đơn.docx", "Công văn chuyển đơn.docx", "Giấy báo tin.docx")


def test_five_letters_are_entered_handled_and_reported(enter: Enter) -> None:
    officer = enter(AN)
    officer.expected_refusals.add(REFUSED)
    before = weekly_figures(officer)
    numbers = five_letters_entered(enter(LIEN), enter)
    thanks(officer, numbers[0])
    anonymous_denunciation(officer, numbers[1])
    land_dispute(officer, numbers[2])
    enforcement(officer, numbers[3])
    forwarded(officer, enter, numbers[4])
    the_week_is_reported(officer, before)


def five_letters_entered(clerk: Visitor, enter: Enter) -> list[str]:
    """Enter five letters (steps 1 to 3): by keys, the next one without date and source typed again, one nameless."""
    clerk.page.wait_for_load_state()  # the keys mean something once the page's script has run
    clerk.page.keyboard.press("n")
    clerk.page.keyboard.press("d")
    expect(clerk.page).to_have_url(f"{clerk.url}/lap-ho-so/{PROCESS}")
    expect(clerk.main.get_by_role("radio", name="Đoàn đại biểu Quốc hội")).to_be_focused()
    typed_by_keys(clerk)
    numbers = [entered(clerk, "Lưu và nhập tiếp")]
    expect(clerk.flash).to_contain_text("Nhập tiếp: các ô giữ lại từ lần trước, số tự tăng.")
    for label, kept in (("Ngày nhận", "25/11/2026"), ("Khóa", "18")):
        expect(clerk.main.get_by_role("textbox", name=label)).to_have_value(kept)
    expect(clerk.main.get_by_label("Nguồn đơn")).to_have_value("buu_dien")
    expect(clerk.main.get_by_role("textbox", name="Ngày dấu bưu điện")).to_have_value("")  # of the first envelope
    clerk.tick("Nặc danh")
    clerk.fill({"Ngày dấu bưu điện": "24/11/2026"})
    numbers.append(entered(clerk, "Lưu và nhập tiếp"))
    expect(clerk.main.get_by_role("checkbox", name="Nặc danh")).not_to_be_checked()
    for source, postmark in (("Bưu điện", "23/11/2026"), ("Bưu điện", "23/11/2026"), ("Cổng thông tin điện tử", "")):
        receive(clerk, source=source, postmark=postmark)
        numbers.append(entered(clerk, "Lưu và nhập tiếp"))
    counted = [int(number.rpartition("-")[2]) for number in numbers]
    assert counted == list(range(counted[0], counted[0] + 5)), numbers
    stranger = enter(TUONG)
    stranger.open(f"/ho-so?q={numbers[1]}")
    expect(stranger.main).not_to_contain_text("Đơn hạn chế xem")  # restricted before anybody has classified it
    return numbers


def typed_by_keys(clerk: Visitor) -> None:
    """Fill in the whole form with Tab, arrows and letters alone."""
    press, write = clerk.page.keyboard.press, clerk.page.keyboard.type
    press("Space")
    press("ArrowDown")  # Hội đồng nhân dân tỉnh
    press("Tab")
    write("18")
    press("Tab")
    write("25/11/2026")
    press("Tab")
    press("ArrowDown")  # Bưu điện
    expect(clerk.main.get_by_role("textbox", name="Ngày dấu bưu điện")).to_be_visible()
    press("Tab")
    write("23/11/2026")
    press("Tab")  # Nặc danh
    press("Tab")
    write("hoai an")
    expect(clerk.page.get_by_role("option", name=OFFICER)).to_be_visible()
    press("ArrowDown")
    press("Enter")
    expect(picker(clerk, "Người xử lý đơn")).to_have_value(OFFICER)
    press("Tab")
    expect(clerk.button("Lưu và nhập tiếp")).to_be_focused()


def thanks(officer: Visitor, number: str) -> None:
    """Handle letter 1: thanks to a group of deputies; nothing to settle, and filed only through the signer."""
    open_task(officer, number, "Phân loại đơn")
    go_on(officer, "Xem gợi ý phân loại", "Vào sổ đơn")
    subject = {"Trích yếu nội dung đơn": "Cảm ơn Tổ đại biểu số 3", "Tóm tắt nội dung": "Bản Cáu đã có điện."}
    who = {"Họ tên người gửi đơn": "Nhân dân bản Cáu", "Địa chỉ": "Bản Cáu"}
    register(officer, "Loại khác", field="Lĩnh vực khác", group="Nội dung khác", answers={**WRITTEN, **subject, **who})
    officer.tick(*COMPLETE)
    officer.choose("Số người đứng đơn", "Từ hai người trở lên")
    go_on(officer, "Vào sổ", "Xem xét điều kiện")
    assert number_of(officer).startswith("ĐT-2026-")
    select(officer, {"Loại đối tượng bị khiếu nại, tố cáo": "Đối tượng khác"})
    go_on(officer, "Xem gợi ý xử lý", "Đề xuất xử lý đơn")
    propose(officer, eligible=True, handling=KEEP, words="Thư cảm ơn; gửi Tổ đại biểu số 3 để biết.")
    select(officer, {"Lý do lưu đơn": "Không thuộc trường hợp phải chuyển"})
    go_on(officer, "Soạn văn bản", "Trình đề xuất và văn bản")


def anonymous_denunciation(officer: Visitor, number: str) -> None:
    """Handle letter 2 (steps 3, 4): no name is asked for, the law's way proposed; none leads past reason and signer."""
    open_task(officer, number, "Phân loại đơn")
    officer.tick("Báo hành vi vi phạm pháp luật của người khác", "Có tài liệu, chứng cứ cụ thể")
    go_on(officer, "Xem gợi ý phân loại", "Vào sổ đơn")
    register(officer, "Tố cáo", field="Hành chính", group="Công chức, công vụ", answers=WRITTEN)
    expect(officer.main.get_by_role("checkbox", name="nặc danh")).to_be_checked()
    for label in ("Họ tên người gửi đơn", "Địa chỉ", "Danh tính: họ tên người gửi", "Danh tính: địa chỉ"):
        expect(officer.main.get_by_role("textbox", name=label)).to_have_count(0)
    officer.tick("Là bản gốc", "Nội dung, đối tượng rõ ràng", "Viết bằng tiếng Việt")
    officer.choose("Số người đứng đơn", "Một người")
    go_on(officer, "Vào sổ", "Xem xét điều kiện")
    assert number_of(officer).startswith("TC-2026-")  # a series of its own
    select(officer, {"Loại đối tượng bị khiếu nại, tố cáo": "Đối tượng khác"})
    officer.choose("Tính chất vụ việc", "Thông thường")
    go_on(officer, "Xem gợi ý xử lý", "Đề xuất xử lý đơn")
    officer.says(
        "Tố cáo nặc danh, có tài liệu cụ thể: chuyển cơ quan có thẩm quyền (Điều 25 Luật Tố cáo)",
        "Chưa đủ điều kiện: Không rõ họ tên, địa chỉ người gửi",
    )
    nameless = "Không rõ họ tên, địa chỉ người gửi"
    propose(officer, eligible=False, reason=nameless, handling=KEEP, words="Lưu.")
    officer.button("Soạn văn bản").click()
    officer.says("Chưa chọn Lý do lưu đơn.")
    expect(officer.main.get_by_role("button", name=re.compile("^Lưu"))).to_have_count(0)
    select(officer, {"Đề xuất xử lý": FORWARD})
    pick(officer, "Cơ quan có thẩm quyền", "dong giang", "Ủy ban nhân dân phường Đông Giang")
    officer.fill({"Nội dung đề xuất": "Chuyển để thanh tra, kiểm tra khoản thu."})
    go_on(officer, "Soạn văn bản", "Trình đề xuất và văn bản")
    done_with(officer, "Trình")
    expect(officer.flash).to_contain_text("Đồng ý và ký (Mai Thị Thanh Hảo)")


def land_dispute(officer: Visitor, number: str) -> None:
    """Handle letter 3 (step 5): a boundary quarrel is no complaint; asked is if the right body has it, not how many."""
    open_task(officer, number, "Phân loại đơn")
    go_on(officer, "Xem gợi ý phân loại", "Vào sổ đơn")
    officer.says("Loại khác")
    subject = {"Trích yếu nội dung đơn": "Tranh chấp ranh giới đất với hộ liền kề", "Tóm tắt nội dung": "Từ năm 2024."}
    who = {"Họ tên người gửi đơn": "Hộ gia đình ở xã Thạch Lam", "Địa chỉ": "Xã Thạch Lam"}
    answers = {**WRITTEN, **subject, **who}
    register(officer, "Loại khác", field="Hành chính", group="Đất đai, nhà cửa", answers=answers)
    officer.tick(*COMPLETE)
    officer.choose("Số người đứng đơn", "Một người")
    question = officer.main.get_by_role("radiogroup", name="Đã gửi đúng cơ quan có thẩm quyền chưa?")
    expect(question).to_have_count(0)
    pick(officer, "Nơi đồng gửi", "thach lam", "Ủy ban nhân dân xã Thạch Lam")
    expect(question).to_be_visible()
    officer.says("Xét nơi có thẩm quyền, không xét số nơi gửi.")
    officer.button("Vào sổ").click()
    officer.says("Chưa chọn Đã gửi đúng cơ quan có thẩm quyền chưa?")
    officer.choose("Đã gửi đúng cơ quan có thẩm quyền chưa?", "Chưa gửi đúng")
    go_on(officer, "Vào sổ", "Xem xét điều kiện")
    select(officer, {"Loại đối tượng bị khiếu nại, tố cáo": "Đối tượng khác"})
    officer.tick("Là tranh chấp đất đai")
    go_on(officer, "Xem gợi ý xử lý", "Đề xuất xử lý đơn")
    officer.says("Hướng dẫn hòa giải tại UBND cấp xã")
    propose(officer, eligible=True, handling="Hướng dẫn", words="Hướng dẫn hòa giải tại UBND cấp xã.")
    go_on(officer, "Soạn văn bản", "Trình đề xuất và văn bản")
    officer.says("Phiếu hướng dẫn.docx")
    done_with(officer, "Trình")


def enforcement(officer: Visitor, number: str) -> None:
    """Handle letter 4 (step 6): a complaint about an enforcement officer is judicial and goes to the body of these."""
    open_task(officer, number, "Phân loại đơn")
    officer.tick("Liên quan xét xử, điều tra, thi hành án", "Đề nghị xem lại quyết định")
    officer.tick("Liên quan quyền lợi của chính người gửi")
    go_on(officer, "Xem gợi ý phân loại", "Vào sổ đơn")
    expect(officer.main.get_by_label("Lĩnh vực")).to_have_value("tu_phap")
    subject = {"Trích yếu nội dung đơn": "Khiếu nại chấp hành viên", "Tóm tắt nội dung": "Kê biên nhà thờ họ."}
    who = {"Họ tên người gửi đơn": "Đại diện dòng họ", "Địa chỉ": "Phường Đông Giang"}
    register(officer, "Khiếu nại", field=None, group="Nội dung khác", answers={**WRITTEN, **subject, **who})
    officer.tick(*COMPLETE)
    officer.choose("Số người đứng đơn", "Một người")
    go_on(officer, "Vào sổ", "Xem xét điều kiện")
    select(officer, {"Loại đối tượng bị khiếu nại, tố cáo": "Cơ quan thi hành án dân sự"})
    officer.fill({"Quyết định, hành vi bị khiếu nại": "Kê biên nhà thờ họ", "Ngày biết quyết định": "16/11/2026"})
    officer.fill({"Lần giải quyết khiếu nại": "1"})
    officer.tick("Người gửi là người bị ảnh hưởng")
    officer.choose("Địa bàn", "Địa bàn thông thường")
    go_on(officer, "Xem gợi ý xử lý", "Đề xuất xử lý đơn")
    officer.says(FORWARD, "Cơ quan thi hành án dân sự cấp có thẩm quyền")
    propose(officer, eligible=True, handling=FORWARD, words="Chuyển cơ quan thi hành án dân sự.")
    pick(officer, "Cơ quan có thẩm quyền", "thi hanh an", "Thi hành án dân sự")
    go_on(officer, "Soạn văn bản", "Trình đề xuất và văn bản")
    done_with(officer, "Trình")


def forwarded(officer: Visitor, enter: Enter, number: str) -> None:
    """Handle letter 5 (step 7): proposal, letter and notice come filled in and are submitted once."""
    open_task(officer, number, "Phân loại đơn")
    officer.tick("Nêu ý kiến, đề nghị, phản ánh")
    go_on(officer, "Xem gợi ý phân loại", "Vào sổ đơn")
    subject = {"Trích yếu nội dung đơn": "Xe chở đất qua cổng trường tiểu học", "Tóm tắt nội dung": "Rơi vãi."}
    who = {"Họ tên người gửi đơn": "Phụ huynh học sinh", "Địa chỉ": "Xã Vân Trạch"}
    answers = {**WRITTEN, **subject, **who}
    register(officer, "Kiến nghị, phản ánh", field="Hành chính", group="Nội dung khác", answers=answers)
    officer.tick(*COMPLETE)
    officer.choose("Số người đứng đơn", "Một người")
    go_on(officer, "Vào sổ", "Xem xét điều kiện")
    select(officer, {"Loại đối tượng bị khiếu nại, tố cáo": "Đối tượng khác"})
    go_on(officer, "Xem gợi ý xử lý", "Đề xuất xử lý đơn")
    propose(officer, eligible=True, handling=FORWARD, words="Cấm xe giờ tan trường, báo cáo kết quả.")
    pick(officer, "Cơ quan có thẩm quyền", "cong an", "Công an tỉnh")
    pick(officer, "Cơ quan phối hợp cùng nhận", "van trach", "Ủy ban nhân dân xã Vân Trạch")
    go_on(officer, "Soạn văn bản", "Trình đề xuất và văn bản")
    officer.says(*SUBMISSION)
    letter = word_text(officer, "Công văn chuyển đơn.docx")
    assert "Công an tỉnh" in letter
    assert "Ủy ban nhân dân xã Vân Trạch" in letter
    assert "Phụ huynh học sinh, Xã Vân Trạch" in letter
    assert "báo cáo kết quả" in letter
    assert "Công an tỉnh" in word_text(officer, "Giấy báo tin.docx")
    case = number_of(officer)
    done_with(officer, "Trình")
    signer = enter(HAO)
    open_task(signer, case, "Đồng ý và ký")
    signer.says(*SUBMISSION)
    signer.choose("Kết luận", "Đồng ý và ký")
    done_with(signer, "Đồng ý và ký")


def word_text(person: Visitor, name: str) -> str:
    """Give the words of a Word file that the open page links to."""
    address = person.main.get_by_role("link", name=name).first.get_attribute("href")
    assert address is not None
    answer = person.page.request.get(person.url + address)
    assert answer.ok
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(answer.body())).paragraphs)


def weekly_figures(person: Visitor) -> dict[str, int]:
    """Preview the weekly report; give its figures by their words."""
    person.open("/bao-cao-don")
    select(person, {"Kỳ báo cáo": "Báo cáo tuần"})
    person.button("Xem trước").click()
    person.says("Đơn nhận từ 23/11/2026 đến 29/11/2026")
    figures: dict[str, int] = {}
    for row in person.main.get_by_role("row").all():
        name, cells = row.get_by_role("rowheader").all_inner_texts(), row.get_by_role("cell").all_inner_texts()
        if name and cells and cells[0].strip().isdecimal():
            figures[name[0].strip()] = int(cells[0])
    return figures


def the_week_is_reported(officer: Visitor, before: dict[str, int]) -> None:
    """Report the week (step 10): the preview agrees with the letters, denunciations apart; a Word file keeps it."""
    now = weekly_figures(officer)
    grown = {name: now[name] - before.get(name, 0) for name in now if now[name] != before.get(name, 0)}
    assert grown == {
        "Tổng số đơn nhận trong kỳ": 4,
        "Khiếu nại": 1,
        "Kiến nghị, phản ánh": 1,
        "Loại khác": 2,
        "Lưu đơn": 1,
        "Hướng dẫn": 1,
        FORWARD: 2,
    }
    officer.says("chưa xác nhận")  # denunciations, which a named person answers for
    early = word_text(officer, "Tải bản xem trước (Word)")
    assert "bản xem trước, chưa chốt số liệu" in early
    assert f"Tổng số đơn nhận trong kỳ: {now['Tổng số đơn nhận trong kỳ']} đơn." in early
    officer.button("Lập báo cáo, chốt số liệu").click()
    expect(officer.flash).to_contain_text("Đã lập báo cáo; số liệu đã chốt.")
    told = word_text(officer, ".docx")
    assert "Kết quả tiếp nhận, xử lý đơn từ ngày 23/11/2026 đến ngày 29/11/2026" in told
    assert f"Tổng số đơn nhận trong kỳ: {now['Tổng số đơn nhận trong kỳ']} đơn." in told


PAPERS = ("Thông báo 318.pdf", "Ảnh ngõ 27.pdf")


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    """Give the papers that came with the letter of twelve households."""
    return [scanned_pdf(tmp_path / name, size_bytes=20_000) for name in PAPERS]


def test_a_letter_of_two_contents_is_split_and_its_parent_ends_last(enter: Enter, papers: list[Path]) -> None:
    """Step 8: ĐT-2026-0448, which is TN-2026-0448 until it is classified."""
    officer = enter(AN)
    open_task(officer, "TN-2026-0448", "Phân loại đơn")
    officer.tick("Có nhiều nội dung, tách được")
    go_on(officer, "Xem gợi ý phân loại", "Vào sổ đơn")
    who = {"Họ tên người gửi đơn": "Phí Văn Rạng, Tô Thị Lụa (đại diện 12 hộ)", "Địa chỉ": "Tổ dân phố 4"}
    subject = {"Trích yếu nội dung đơn": "Đơn của 12 hộ tổ dân phố 4", "Tóm tắt nội dung": "Mái che; cống, rác."}
    answers = {"Ngày ghi trên đơn": "19/11/2026", **subject, **who}
    register(officer, "Đơn có nhiều nội dung", field="Hành chính", group="Nội dung khác", answers=answers)
    officer.tick(*COMPLETE)
    officer.choose("Số người đứng đơn", "Từ hai người trở lên")
    officer.attach("Bản quét, giấy tờ kèm theo", papers)
    go_on(officer, "Vào sổ", "Tách đơn")
    mother = case_of(officer)
    for row, (content, paper) in enumerate(zip(("Thông báo 318", "Thoát nước ngõ 27, rác"), PAPERS, strict=True)):
        officer.main.get_by_role("textbox", name="Nội dung tách ra").nth(row).fill(content)
        box = picker(officer, "Giấy tờ kèm theo đơn này").nth(row)
        box.click()
        officer.page.get_by_role("option", name=paper).click()
    done_with(officer, "Tách đơn")
    officer.open(mother)
    heading = officer.page.get_by_role("heading", name="Liên quan")
    related = officer.main.locator(".side-box").filter(has=heading)
    children = [link.get_attribute("href") or "" for link in related.get_by_role("link").all()]
    assert len(children) == len(PAPERS)
    for child, own, other in zip(reversed(children), PAPERS, PAPERS[::-1], strict=True):
        officer.open(f"{child}?muc=tep")
        officer.says(own)
        expect(officer.main).not_to_contain_text(other)
    signer = enter(HAO)
    for child, state in zip(children, ("Đang phân loại", "Kết thúc: đã xong các đơn tách ra"), strict=True):
        officer.open(child)
        officer.main.get_by_role("link", name="Mở việc này").click()
        filed(officer, signer)
        officer.open(mother)
        officer.says(state)


def filed(officer: Visitor, signer: Visitor) -> None:
    """Bring a child letter, whose first task is open, to its end: an opinion that need not be forwarded."""
    officer.tick("Nêu ý kiến, đề nghị, phản ánh")
    go_on(officer, "Xem gợi ý phân loại", "Vào sổ đơn")
    answers = {"Tóm tắt nội dung": "Tách từ đơn của 12 hộ."}
    register(officer, "Kiến nghị, phản ánh", field="Hành chính", group="Nội dung khác", answers=answers)
    officer.tick(*COMPLETE)
    go_on(officer, "Vào sổ", "Xem xét điều kiện")
    select(officer, {"Loại đối tượng bị khiếu nại, tố cáo": "Đối tượng khác"})
    go_on(officer, "Xem gợi ý xử lý", "Đề xuất xử lý đơn")
    propose(officer, eligible=True, handling=KEEP, words="Theo dõi cùng đơn gốc.")
    select(officer, {"Lý do lưu đơn": "Không thuộc trường hợp phải chuyển"})
    go_on(officer, "Soạn văn bản", "Trình đề xuất và văn bản")
    number = number_of(officer)
    done_with(officer, "Trình")
    open_task(signer, number, "Đồng ý và ký")
    signer.choose("Kết luận", "Đồng ý và ký")
    done_with(signer, "Đồng ý và ký")


def test_a_third_letter_is_compared_and_its_new_facts_are_the_officers_conclusion(enter: Enter) -> None:
    """Step 9: ĐT-2026-0451, alike to 0204 and 0332; nothing is filed by itself."""
    officer = enter(AN)
    open_task(officer, "ĐT-2026-0451", "Xem xét điều kiện")
    officer.says("Nghi trùng", "ĐT-2026-0332, ĐT-2026-0204")
    officer.link("So sánh hai đơn").click()
    table = officer.main.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(2)
    expect(table).to_contain_text("giống nhau")
    officer.link("ĐT-2026-0204").click()
    expect(table.get_by_role("columnheader").nth(1)).to_contain_text("ĐT-2026-0204")
    expect(table).to_contain_text("Chuyển đơn")
    officer.button("Có tình tiết mới").click()
    expect(officer.flash).to_contain_text("Đã ghi kết luận so sánh vào Diễn biến của hồ sơ.")
    officer.says("Đang phân loại")  # neither filed nor merged
    open_task(officer, "ĐT-2026-0451", "Xem xét điều kiện")
    expect(officer.main.get_by_role("checkbox", name="Có tình tiết mới")).to_be_checked()
    select(officer, {"Loại đối tượng bị khiếu nại, tố cáo": "UBND xã, phường hoặc công chức xã"})
    go_on(officer, "Xem gợi ý xử lý", "Đề xuất xử lý đơn")
    officer.says("Điều kiện: Đủ điều kiện", FORWARD)
