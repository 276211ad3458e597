"""The pictures of the README, taken from the running product; `scripts/pictures.sh` writes them into docs/pictures."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.copying import LIEN, OANH, TUONG
from tests.e2e.files import scanned_pdf
from tests.e2e.given import GivenCase, request_sent
from tests.e2e.pictures import require_picture
from tests.e2e.product import MovingClock, Product

SERIES = "/quan-tri/day-so/2026/case:SY"
DOCUMENTS = {
    "Công văn số 312/STC-NS ngày 20/11/2026 của Sở Tài chính về quyết toán ngân sách": "giay_giay",
    "Báo cáo số 45/BC-BKTNS ngày 18/11/2026 thẩm tra dự toán ngân sách năm 2027": "giay_dien_tu",
    "Nghị quyết số 18/NQ-HĐND ngày 10/7/2026 về dự toán ngân sách": "giay_giay",
}


def test_pictures_of_the_desk_a_case_and_a_task(
    enter: Enter, product: Product, clock: MovingClock, album: Path, tmp_path: Path
) -> None:
    scan = scanned_pdf(tmp_path / "scan.pdf", size_bytes=1_400_000).read_bytes()
    *_others, resolution = [_approved(product, document, form, scan) for document, form in DOCUMENTS.items()]
    clock.forward(hours=1, minutes=12)
    task = resolution.taken_by(LIEN)

    registry = enter(LIEN)
    for document in DOCUMENTS:
        registry.says(document)
    registry.page.screenshot(path=album / "viec.png")
    registry.page.set_viewport_size({"width": 1280, "height": 1060})
    registry.open(task)
    registry.fill({"Ghi chú": "Hai bản, đóng dấu giáp lai."})
    registry.tick("Đã đối chiếu từng bản sao với văn bản")
    expect(registry.page.locator("#saved-note")).to_contain_text("Đã lưu tạm")
    registry.page.screenshot(path=album / "cong-viec.png")

    clerk = enter(OANH, size=(1280, 960))
    clerk.open(f"{resolution.path}?muc=dien-bien")
    expect(clerk.page.locator("#case-diagram[data-diagram-ready=true]")).to_be_visible()
    clerk.page.screenshot(path=album / "ho-so.png")

    for picture in ("viec.png", "cong-viec.png", "ho-so.png"):
        require_picture(album / picture)


def test_pictures_of_administration(enter: Enter, product: Product, album: Path) -> None:
    request_sent(product, next(iter(DOCUMENTS)))  # so that there is a number
    administrator = enter("quantri")
    pages = {"danh-muc.png": "/quan-tri/danh-muc/linh_vuc", "nhom.png": "/quan-tri/nhom/van_thu", "day-so.png": SERIES}
    for picture, path in pages.items():
        administrator.open(path)
        administrator.page.screenshot(path=album / picture)
        require_picture(album / picture)


def _approved(product: Product, document: str, form: str, scan: bytes) -> GivenCase:
    case = request_sent(product, document, form=form, scan=scan)
    case.completed_by(TUONG, ket_luan="duyet")
    return case
