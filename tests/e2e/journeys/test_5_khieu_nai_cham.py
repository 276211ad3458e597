"""Journey 5: a complaint that a body outside the Office answers late, as the officer who waits for it sees it."""

from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.journeys.acting import case_of
from tests.e2e.product import Product

AN = "nguyen.hoai.an"
LETTER = "ĐT-2026-0317"


def test_1_the_officer_sees_for_whom_she_waits_since_when_and_how_often_they_were_urged(enter: Enter) -> None:
    an = enter(AN)
    an.open("/viec?tab=waiting")
    row = an.main.get_by_role("row").filter(has_text=LETTER)
    expect(row).to_contain_text("Ủy ban nhân dân tỉnh Hải Sơn")
    expect(row).to_contain_text("quá hạn từ 05/10/2026, đã đôn đốc 2 lần")
    expect(row).to_contain_text("chậm ở cơ quan ngoài")


def test_2_the_date_explains_itself(enter: Enter, product: Product) -> None:
    an = enter(AN)
    an.open(case_of(product, AN, LETTER))
    box = an.main.locator(".side-box").filter(has=an.page.get_by_role("heading", name="Vào kết quả giải quyết"))
    box.get_by_text("Cách tính hạn").click()
    expect(box).to_contain_text("45 ngày kể từ 20/08/2026")
    expect(box).to_contain_text("Hạn của cơ quan giải quyết, Văn phòng theo dõi.")
