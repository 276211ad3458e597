"""P05 as its three users live it: a 30 MB scan and a Word file, returned once, approved, copied, handed over."""

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.conftest import Enter
from tests.e2e.copying import (
    HAO,
    LIEN,
    OANH,
    TUONG,
    await_step,
    await_words,
    decide,
    fill_request,
    finish,
    new_document,
    open_request,
    send_request,
    take,
    title_of,
)
from tests.e2e.files import scanned_pdf, word_file
from tests.e2e.given import request_sent
from tests.e2e.product import MovingClock, Product
from tests.e2e.visitor import Visitor

SCAN_BYTES = 30_000_000
WORD_NAME = "Tờ trình số 12 về việc sao văn bản.docx"
REASON = "Trang 3 của bản quét bị mờ, đề nghị quét lại."


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give the scan and the Word file that the clerk brings."""
    folder = tmp_path_factory.mktemp("papers")
    scan = scanned_pdf(folder / "Nghị quyết số 18 (bản quét).pdf", size_bytes=SCAN_BYTES)
    return [scan, word_file(folder / WORD_NAME)]


def test_a_request_is_returned_approved_copied_and_handed_over(enter: Enter, papers: list[Path]) -> None:
    document = new_document()
    title = title_of(document)
    clerk = enter(OANH)
    secrecy_comes_first(clerk)
    fill_request(clerk, papers, document=document)
    case = send_request(clerk)
    expect(clerk.main.get_by_role("heading", level=1)).to_have_text(title)
    clerk.says("Chờ duyệt", WORD_NAME)

    leader = enter(TUONG)
    take(leader, "Duyệt yêu cầu sao", title)
    decide(leader, "Trả lại để sửa", REASON)

    revise(clerk, title)

    leader.open("/viec")
    leader.link(f"Duyệt yêu cầu sao: {title}").click()  # it is theirs who returned it
    decide(leader, "Duyệt")

    registry = enter(LIEN)
    take(registry, "Sao chụp, đóng dấu", title)
    files_come_back_whole(registry, papers)
    registry.tick("Đã đối chiếu từng bản sao với văn bản", "Đã ghi chữ sao, ký và đóng dấu của cơ quan")
    finish(registry, "Sao chụp xong")

    hand_over(registry, case, document)
    the_story_is_told(clerk, case)


def secrecy_comes_first(clerk: Visitor) -> None:
    """Choose a classified document: it must never get in."""
    open_request(clerk)
    expect(clerk.main.locator("input[type=file]:not([capture])")).to_have_count(0)
    clerk.choose("Độ mật", "Mật")
    expect(clerk.main.get_by_role("heading", name="Xử lý ngoài hệ thống")).to_be_visible()
    expect(clerk.main.locator("input[type=file]:not([capture])")).to_have_count(0)
    expect(clerk.main.get_by_role("textbox", name="Văn bản cần sao")).to_have_count(0)
    clerk.choose("Độ mật", "Không mật")
    expect(clerk.main.locator("input[type=file]:not([capture])")).to_have_count(1)
    expect(clerk.main.get_by_role("heading", name="Xử lý ngoài hệ thống")).to_have_count(0)


def revise(clerk: Visitor, title: str) -> None:
    """Read why the request came back and send it again."""
    clerk.open("/viec")
    clerk.link(f"Sửa yêu cầu: {title}").click()
    clerk.says(REASON)
    clerk.choose("Việc tiếp theo", "Gửi lại để duyệt")
    finish(clerk, "Gửi lại để duyệt")


def files_come_back_whole(reader: Visitor, papers: list[Path]) -> None:
    """Download what the clerk attached: the same bytes under the same name."""
    for paper in papers:
        with reader.page.expect_download() as started:
            reader.main.get_by_role("link", name=paper.name).first.click()
        assert started.value.suggested_filename == paper.name
        assert _digest(started.value.path()) == _digest(paper)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hand_over(registry: Visitor, case: str, document: str) -> None:
    """Wait for number, register and cover sheet, look at the cover sheet, and hand the copies over."""
    await_step(registry, case, "Giao bản sao giấy")
    take(registry, "Giao bản sao giấy", title_of(document))
    expect(registry.main.locator(".computed").filter(has_text=re.compile(r"\d+/SY-"))).to_be_visible()
    with registry.page.expect_download() as started:
        registry.main.get_by_role("link", name=re.compile(r"Bìa sao y .*\.pdf")).first.click()
    cover = PdfReader(started.value.path())
    text = " ".join(page.extract_text() for page in cover.pages)
    assert "SAO Y" in text.upper()
    assert document in " ".join(text.split())
    registry.fill({"Người nhận bản sao": "Lê Thị Kim Oanh"})
    finish(registry, "Bàn giao")
    registry.says("Hồ sơ đã kết thúc.")


def the_story_is_told(clerk: Visitor, case: str) -> None:
    """Read what happened, in sentences and on the diagram."""
    clerk.open(f"{case}?muc=dien-bien")
    told = [
        "Lê Thị Kim Oanh lập hồ sơ.",
        "Bùi Xuân Tường nhận xử lý “Duyệt yêu cầu sao”.",
        "Bùi Xuân Tường hoàn thành “Duyệt yêu cầu sao”.",
        "Lê Thị Kim Oanh hoàn thành “Sửa yêu cầu”.",
        "Vũ Thị Bích Liên hoàn thành “Sao chụp, đóng dấu”.",
        "Hệ thống đã thực hiện “Cấp số sao y (SY)”.",
        "Hệ thống đã thực hiện “Vào sổ sao văn bản”.",
        "Hệ thống đã thực hiện “Đóng bìa bản sao (PDF)”.",
        "Vũ Thị Bích Liên hoàn thành “Giao bản sao giấy”.",
        "Hồ sơ kết thúc.",
    ]
    clerk.says(*told)
    expect(clerk.main.get_by_role("blockquote").filter(has_text=REASON)).to_have_count(1)
    diagram = clerk.page.locator("#case-diagram[data-diagram-ready=true]")
    for passed in ("duyet", "sua_yeu_cau", "sao_giay", "cap_so_sao_y", "dong_bia", "giao_ban_sao", "ket_thuc_da_giao"):
        expect(diagram.locator(f"g[data-element-id={passed}].is-completed")).to_have_count(1)
    expect(diagram.locator("g[data-element-id=f_tra_lai].is-taken")).to_have_count(1)
    expect(diagram.locator("g[data-element-id=sao_dien_tu].is-completed")).to_have_count(0)
    expect(diagram.locator(".is-active")).to_have_count(0)


def test_a_request_that_nobody_decides_is_reminded_of_and_shown_as_late(
    enter: Enter, product: Product, clock: MovingClock
) -> None:
    case = request_sent(product, new_document())
    watcher = enter(HAO)
    watcher.open(f"/theo-doi?q={case.document}")
    row = watcher.main.get_by_role("row").filter(has_text=case.title)
    expect(row).to_contain_text("Chờ duyệt")
    expect(row).to_contain_text("Duyệt yêu cầu sao")
    expect(row).to_contain_text("Còn 1 ngày làm việc")

    clock.forward(hours=29)  # Thursday, 14:00: nearly due
    await_words(watcher, f"{case.path}?muc=dien-bien", "Hệ thống đã thực hiện “Nhắc lãnh đạo Văn phòng”.")
    watcher.says("Đến thời điểm “Đến lúc nhắc”.")
    watcher.open(f"/theo-doi?nhom=due_soon&q={case.document}")
    expect(row).to_contain_text("Hạn hôm nay")

    clock.forward(days=4, hours=-5)  # Monday, 09:00
    watcher.open(f"/theo-doi?nhom=overdue&q={case.document}")
    expect(row).to_contain_text("Quá hạn 2 ngày làm việc")
    figure = watcher.main.get_by_role("list", name="Số liệu").get_by_role("link", name="Quá hạn tại Văn phòng")
    expect(figure).to_contain_text("1")
    row.get_by_role("link", name=case.title).click()
    watcher.says("Quá hạn 2 ngày làm việc", "Cách tính hạn")

    leader = enter(TUONG)
    leader.open(f"/viec?han=overdue&q={case.document}")
    leader.says("Quá hạn 2 ngày làm việc", case.title)
    leader.page.get_by_role("link", name=re.compile("thông báo chưa xem")).click()
    leader.says(f"Yêu cầu sao chờ duyệt sắp hết hạn: {case.title}")


def test_who_only_looks_on_is_offered_nothing_to_do(enter: Enter, product: Product) -> None:
    case = request_sent(product, new_document())
    clerk = enter(OANH)
    clerk.open(case.path)
    clerk.link("Mở việc này").click()
    clerk.says("Việc đang chờ một người của nhóm Chánh Văn phòng, Phó Chánh Văn phòng nhận xử lý.")
    expect(clerk.button("Nhận xử lý")).to_have_count(0)
    expect(clerk.main.locator("#work-form")).to_have_count(0)


def test_a_request_is_withdrawn_only_after_a_second_thought(enter: Enter, product: Product) -> None:
    case = request_sent(product, new_document())
    clerk = enter(OANH)
    clerk.open(case.path)
    clerk.button("Rút yêu cầu").click()
    asked = clerk.page.get_by_role("dialog", name="Rút yêu cầu")
    expect(asked).to_contain_text("không lấy lại được")
    asked.get_by_role("button", name="Để nguyên").click()
    expect(asked).to_be_hidden()
    clerk.says("Chờ duyệt")
    clerk.button("Rút yêu cầu").click()
    asked.get_by_role("button", name="Rút yêu cầu").click()
    clerk.says("Đã thực hiện", "Đã rút yêu cầu")
    expect(clerk.button("Rút yêu cầu")).to_have_count(0)


def test_a_classified_document_leaves_no_trace_but_that_it_was_asked_for(enter: Enter, product: Product) -> None:
    clerk = enter(OANH)
    open_request(clerk)
    clerk.choose("Độ mật", "Tối mật")
    expect(clerk.main.get_by_role("heading", name="Xử lý ngoài hệ thống")).to_be_visible()
    case = send_request(clerk, "Ghi nhận, xử lý ngoài hệ thống")
    clerk.says("Xử lý ngoài hệ thống", "Tối mật")
    with product.database() as connection:
        rows = connection.execute("SELECT name FROM variable WHERE instance_key = %s", (int(case.split("/")[-1]),))
        assert {"van_ban", "tep_quet", "muc_dich"}.isdisjoint(name for (name,) in rows)


def test_the_electronic_copy_is_signed_and_its_receipt_confirmed(
    enter: Enter, product: Product, tmp_path: Path
) -> None:
    case = request_sent(product, new_document(), form="giay_dien_tu")
    case.completed_by(TUONG, ket_luan="duyet")
    registry = enter(LIEN)
    registry.open(case.taken_by(LIEN))
    registry.fill({"Độ phân giải (dpi)": "150"})
    registry.tick("Đã quét màu", "Đã ký số của cơ quan")
    signed = scanned_pdf(tmp_path / "Bản sao đã ký số.pdf", size_bytes=100_000)
    registry.attach("Bản sao điện tử (PDF đã ký số)", [signed])
    registry.expected_refusals.add(400)
    registry.button("Số hóa và ký số xong").click()
    expect(registry.page.get_by_role("alert")).to_contain_text("200")
    expect(registry.main.get_by_role("link", name=signed.name).first).to_be_visible()
    registry.fill({"Độ phân giải (dpi)": "300"})
    finish(registry, "Số hóa và ký số xong")

    clerk = enter(OANH)
    await_words(clerk, case.path, "Xác nhận đã nhận")
    clerk.button("Xác nhận đã nhận").click()
    clerk.says("Đã giao bản sao")
