"""Journey 4: a denunciation that few may know of; its own people at work, and five who look for it everywhere.

Its id has four digits: TC-2026-0009.
"""

import re
from io import BytesIO

import docx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.journeys.leaks import found_in, leaks, readable
from tests.e2e.journeys.letters import (
    AN,
    HAO,
    LIEN,
    THAO,
    THONG,
    TUONG,
    case_of,
    done_with,
    open_task,
    picker,
    select,
)
from tests.e2e.product import Product
from tests.e2e.visitor import Visitor

LETTER = "TC-2026-0009"
SENDER, PLACE, PHONE, ID_CARD = "Âu Thị Hạnh Ngân", "Thôn Trại Cau, xã Vân Trạch", "0000 000 457", "000000000457"
IDENTITY = (SENDER, PLACE, PHONE, ID_CARD)
TRACES = ("Âu Thị", "Au Thi", "Trại Cau", "Trai Cau", PHONE, ID_CARD, LETTER, "Doãn Văn Khuyến", "lập khống", "14 hộ")
SEARCHED = ("Âu Thị", "Au Thi", "Trại Cau", "Trai Cau", PHONE, LETTER)
READ_WHY = "Làm công văn chuyển đơn"
NAMED_WHY = "Thay người xử lý trong thời gian đi công tác"
NEWCOMER = "le.kim.oanh"
REFUSED, NOT_FOUND = 400, 404
STRANGERS = ("dinh.phuong.thao", "nguyen.huu.thong", "ngo.dinh.sang", "quantri", "luong.the.khai", "hoang.minh.nguyet")
PLACES = ("viec", "ho-so", "van-ban", "theo-doi", "thong-bao", "lap-ho-so", "quan-tri", "bao-cao-don", "thiet-ke")
STARTS = tuple(f"/{place}" for place in PLACES)


def test_its_own_people_decide_and_every_look_at_the_sender_stands_on_record(enter: Enter) -> None:
    signer = enter(HAO)
    signer.expected_refusals.add(REFUSED)
    case = the_proposal_hides_the_sender(signer)
    the_signer_agrees(signer, enter(AN))
    somebody_more_is_named(enter, case)
    officer = enter(AN)
    officer.open(f"{case}/danh-tinh")  # Step 7
    readings = officer.main.locator(".readings")
    expect(officer.main.get_by_role("heading", name="Ai đã xem")).to_be_visible()
    expect(readings.get_by_role("listitem")).to_have_count(1)
    expect(readings).to_contain_text("Mai Thị Thanh Hảo")
    expect(readings).to_contain_text(f"Lý do: {READ_WHY}")
    for name in IDENTITY:
        expect(officer.main).not_to_contain_text(name)


def the_proposal_hides_the_sender(signer: Visitor) -> str:
    """Open the proposal (step 1): it and the extract lie open; the identity asks for a reason and shows who looks."""
    signer.main.get_by_role("link", name="Chờ duyệt đề xuất").click()
    signer.main.get_by_role("row").filter(has_text=LETTER).get_by_role("link").first.click()
    signer.says("Đồng ý và ký", "lập khống danh sách 14 hộ", "Phiếu đề xuất xử lý đơn.docx")
    page = signer.page.content()
    assert found_in(page, IDENTITY) == []
    case = case_of(signer)
    signer.link("Xem danh tính").click()
    signer.button("Xem danh tính").click()
    expect(signer.main.get_by_role("textbox", name="Lý do xem")).to_have_attribute("aria-invalid", "true")
    assert found_in(signer.page.content(), IDENTITY) == []
    signer.fill({"Lý do xem": READ_WHY})
    signer.button("Xem danh tính").click()
    signer.says(*IDENTITY)
    expect(signer.main.locator(".watermark")).to_contain_text("Mai Thị Thanh Hảo")
    return case


def the_signer_agrees(signer: Visitor, officer: Visitor) -> None:
    """Agree (step 2): due in five working days; what goes out has no sender, and never goes to the body denounced."""
    open_task(signer, LETTER, "Đồng ý và ký")
    signer.says("27/11/2026")
    signer.main.get_by_text("Cách tính hạn").click()
    signer.says("5 ngày làm việc")
    letter = signer.main.get_by_role("link", name="Công văn chuyển đơn.docx").first.get_attribute("href")
    answer = signer.page.request.get(f"{signer.url}{letter}")
    told = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(answer.body())).paragraphs)
    assert "danh tính giữ riêng" in told
    assert found_in(told, (*TRACES[:6], *IDENTITY)) == []
    signer.choose("Kết luận", "Đồng ý và ký")
    done_with(signer, "Đồng ý và ký")
    open_task(officer, f"Công văn chuyển đơn: đơn {LETTER}", "Lập phiếu trình")
    officer.button("Nhận xử lý").click()
    officer.choose("Độ mật", "Không mật")
    box = picker(officer, "Nơi nhận").first
    box.click()
    box.press_sequentially("van trach")
    offered = officer.page.get_by_role("option", name="Ủy ban nhân dân xã Vân Trạch")
    expect(officer.page.get_by_role("option", name="Không có mục nào khớp.")).to_be_visible()
    expect(offered).to_have_count(0)


def somebody_more_is_named(enter: Enter, case: str) -> None:
    """Let one more in (step 6): the chief of the Office names a person, who sees the case from then on."""
    newcomer, chief = enter(NEWCOMER), enter(TUONG)
    newcomer.expected_refusals.add(NOT_FOUND)
    chief.expected_refusals.add(REFUSED)
    newcomer.open(case)
    newcomer.says("Không tìm thấy hồ sơ")
    chief.open(f"{case}/nguoi")
    chief.main.get_by_text("Đưa thêm người vào hồ sơ").click()
    chief.main.get_by_label("Người", exact=True).or_(chief.main.locator("#username")).first.select_option(NEWCOMER)
    chief.button("Đưa vào hồ sơ").click()
    expect(chief.main.get_by_role("textbox", name="Lý do").first).to_have_attribute("aria-invalid", "true")
    chief.main.locator("form.work-form").get_by_role("textbox", name="Lý do").fill(NAMED_WHY)
    chief.button("Đưa vào hồ sơ").click()
    expect(chief.flash).to_contain_text("Đã đưa vào hồ sơ.")
    newcomer.open(case)
    newcomer.says(LETTER)
    newcomer.open(f"{case}?muc=dien-bien")
    newcomer.says("Bùi Xuân Tường đưa Lê Thị Kim Oanh vào hồ sơ", NAMED_WHY)


@pytest.fixture
def hidden(product: Product) -> dict[str, str]:
    """Give the addresses of the letter, its open tasks and its files, as somebody may have got hold of them."""

    def key_of(question: str) -> str:
        with product.database() as connection:
            row = connection.execute(question, {"letter": LETTER}).fetchone()
        assert row is not None
        return str(row[0])

    of_letter = "instance_key = (SELECT key FROM process_instance WHERE business_id = %(letter)s)"
    return {
        "case": key_of("SELECT key FROM process_instance WHERE business_id = %(letter)s"),
        "task": key_of(f"SELECT max(key) FROM user_task WHERE {of_letter}"),  # noqa: S608
        "file": key_of(f"SELECT max(key) FROM document WHERE {of_letter}"),  # noqa: S608
    }


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_find_nothing_of_it(who: str, enter: Enter, hidden: dict[str, str], product: Product) -> None:
    """Look for it (step 3): search, addresses, every page and export that their own pages lead to, notices and mail.

    Of pages that differ in the thing that they show only, the first of their kind are read (`leaks`).
    """
    stranger = enter(who)
    stranger.expected_refusals.add(NOT_FOUND)
    for words in SEARCHED:
        stranger.open("/ho-so")
        stranger.page.get_by_role("searchbox").first.fill(words)
        stranger.page.keyboard.press("Enter")
        stranger.page.wait_for_url(re.compile("q="))
        rows = "\n".join(stranger.main.get_by_role("row").all_inner_texts())
        assert found_in(rows, (*TRACES, "Đơn hạn chế xem")) == []
    for path, thing in (
        ("/ho-so/{}", "case"),
        ("/ho-so/{}?muc=dien-bien", "case"),
        ("/ho-so/{}/danh-tinh", "case"),
        ("/ho-so/{}/nguoi", "case"),
        ("/viec/{}", "task"),
        ("/tep/{}", "file"),
        ("/v2/process-instances/{}", "case"),
        ("/v2/documents/{}", "file"),
    ):
        assert answered(stranger, path, hidden[thing]) == answered(stranger, path, "7999999999999999"), path
    stranger.open(f"/ho-so/{hidden['case']}")
    expect(stranger.page.locator("body")).to_contain_text("Không tìm thấy hồ sơ")
    traces = (*TRACES, f"/{hidden['case']}", f"/{hidden['task']}", f"/{hidden['file']}")
    betrayed, read = leaks(stranger, STARTS, traces)
    assert betrayed == []
    assert read > len(STARTS)
    with product.database() as connection:
        told = connection.execute("SELECT n::text FROM notice n WHERE username = %s", (who,)).fetchall()
        mailed = connection.execute("SELECT m::text FROM mail_message m WHERE username = %s", (who,)).fetchall()
    assert found_in(str(told) + str(mailed), traces) == []


def answered(person: Visitor, path: str, key: str) -> tuple[int, str]:
    """Give status and body of an address, byte for byte but for the key itself and what is new with every answer."""
    answer = person.page.request.get(person.url + path.format(key))
    words = answer.text().replace(answer.headers.get("x-request-id", "-"), "ID")
    words = re.sub("[0-9a-f]{64}", "TOKEN", words)  # before the key, which may be short and stand within one
    return answer.status, words.replace(key, "KEY")


def test_the_register_of_letters_has_no_gap(enter: Enter) -> None:
    """Read the register (step 3): its lines are numbered without a gap, for whoever may not know of the hidden ones."""
    clerk = enter("luu.trong.nghia")  # keeps the registers in view, and is not named in the letter
    clerk.open("/van-ban?so=so_don")
    first = clerk.main.locator("tbody tr > :first-child").all_inner_texts()
    numbers = [int(words) for words in first if words.strip().isdecimal()]
    assert numbers
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert found_in(clerk.page.content(), (*TRACES, "TC-2026", "TN-2026")) == []
    address = clerk.main.get_by_role("link", name="Xuất Excel").get_attribute("href")
    exported = readable(clerk.page.request.get(f"{clerk.url}{address}").body())
    assert "ĐT-2026-0451" in exported
    assert found_in(exported, (*TRACES, "TC-2026", "TN-2026")) == []


def test_denunciations_are_one_number_that_a_named_person_answers_for(enter: Enter) -> None:
    """Report the month (step 4): Thảo makes the monthly report; the number leads nowhere."""
    officer, clerk = enter(AN), enter(THAO)
    open_month(clerk)
    figure = clerk.main.get_by_role("row").filter(has=clerk.page.get_by_role("rowheader", name="Tố cáo", exact=True))
    expect(figure).to_contain_text("chưa xác nhận")
    expect(clerk.main.get_by_text("Xác nhận số đơn tố cáo của kỳ")).to_have_count(0)  # not hers to answer for
    open_month(officer)
    officer.main.get_by_text("Xác nhận số đơn tố cáo của kỳ").click()
    officer.fill({"Số đơn tố cáo, theo sổ tố cáo": "1"})
    officer.button("Xác nhận").click()
    expect(officer.flash).to_contain_text("Đã xác nhận số đơn tố cáo.")
    open_month(clerk)
    expect(figure.get_by_role("cell")).to_have_text("1")
    expect(figure.get_by_role("link")).to_have_count(0)
    expect(figure.get_by_role("button")).to_have_count(0)
    clerk.says("Số đơn tố cáo do Nguyễn Thị Hoài An xác nhận", "không mở được danh sách")
    clerk.button("Lập báo cáo, chốt số liệu").click()
    expect(clerk.flash).to_contain_text("Đã lập báo cáo; số liệu đã chốt.")
    assert found_in(clerk.page.content(), TRACES) == []


def open_month(person: Visitor) -> None:
    person.open("/bao-cao-don")
    select(person, {"Kỳ báo cáo": "Báo cáo tháng"})
    person.button("Xem trước").click()
    person.says("Đơn nhận từ 01/11/2026 đến 30/11/2026")


LISTS = (
    "/ho-so",
    "/ho-so?q=xã+Vân+Trạch",
    "/ho-so?q=xa+van+trach",
    "/ho-so?quy-trinh=don_thu",
    "/ho-so?quy-trinh=don_thu&trang-thai=active&trang=2",
    *(f"/ho-so?sap-xep={order}" for order in ("cu-nhat", "ma", "han")),
    "/ho-so?q=xa+van+trach&sap-xep=han",
    "/theo-doi",
    "/viec",
)


def test_totals_and_page_numbers_tell_nothing_of_hidden_letters(enter: Enter, product: Product) -> None:
    """Count (step 5): with marks or without, filtered or not, Thông's lists stay as they were when one more comes."""
    head, clerk = enter(THONG), enter(LIEN)
    before, own = [counted(head, path) for path in LISTS], counted(clerk, "/ho-so")
    assert before[1].replace("xã Vân Trạch", "") == before[2].replace("xa van trach", "")
    received = {"gui_den": "hdnd_tinh", "khoa": 18, "ngay_nhan": "2026-11-25", "nguon": "tiep_dan", "nguoi_xu_ly": AN}
    with product.client(LIEN) as client:
        start = {"processDefinitionId": "don_thu", "variables": received}
        client.post("/v2/process-instances", json=start).raise_for_status()
    assert [counted(head, path) for path in LISTS] == before
    assert counted(clerk, "/ho-so") != own  # who received it is told


def counted(person: Visitor, path: str) -> str:
    """Give all that a list tells: its lines in their order, how many there are, and which pages lead on."""
    person.open(path)
    return person.main.inner_text()
