"""Reports of petitions: counted from the register, frozen when made, denunciations as one confirmed number."""

import html
import re
from collections.abc import Callable
from io import BytesIO

import docx

from tests.processes.driving import Driver
from tests.processes.petitions import AN, LIEN, complaint, proposal, submit
from tests.processes.petitions import classified as received

THAO, OANH = "dinh.phuong.thao", "le.kim.oanh"  # at the reception of citizens; a specialist elsewhere
PATH, MONTH = "/bao-cao-don", {"ky": "thang", "ngay": "24/11/2026"}


def test_a_month_is_reported_and_stays_as_it_was(drive: Callable[[str], Driver]) -> None:
    office = drive("don_thu")
    submit(office, complaint(office), **proposal("huong_dan"))
    complaint(office)
    secret = received(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    registered = {"loai_don": "to_cao", "linh_vuc": "hanh_chinh", "nhom_noi_dung": "khac", "so_nguoi_ky": "mot"}
    office.complete(AN, secret, "vao_so", **registered, nac_danh=True)
    office.work()
    assert office.person(OANH).get(PATH).status_code == 403
    preview = office.person(THAO).get(PATH, params=MONTH).text
    assert figures(preview) == {"total": "2", "Khiếu nại": "2", "Tố cáo": "chưa xác nhận", "Hướng dẫn": "1"}
    assert "Xác nhận số đơn tố cáo" not in preview
    [address] = re.findall(rf'href="({PATH}/xem-truoc\.docx[^"]*)"', preview)
    early = lines_of(office.person(THAO).get(html.unescape(address)).content)
    assert any("bản xem trước, chưa chốt số liệu" in line for line in early)
    assert {"Tổng số đơn nhận trong kỳ: 2 đơn.", "Tố cáo: chưa xác nhận."} <= set(early)
    assert office.person(OANH).get(f"{PATH}/xem-truoc.docx").status_code == 403
    assert office.refuse_form(THAO, PATH, **MONTH, viec="xac-nhan", so="1") == 403
    assert office.refuse_form(AN, PATH, **MONTH, viec="xac-nhan", so="") == 400
    office.post_form(AN, PATH, **MONTH, viec="xac-nhan", so="1")
    office.post_form(THAO, PATH, **MONTH, viec="lap")

    complaint(office)
    office.post_form(AN, PATH, **MONTH, viec="xac-nhan", so="5")
    page = office.person(THAO).get(PATH, params=MONTH).text
    assert figures(page)["total"] == "8"
    [key] = re.findall(rf'href="{PATH}/(\d+)\.docx"', page)
    lines = lines_of(office.person(LIEN).get(f"{PATH}/{key}.docx").content)
    assert "Kết quả tiếp nhận, xử lý đơn từ ngày 01/11/2026 đến ngày 30/11/2026" in lines
    assert "Tổng số đơn nhận trong kỳ: 3 đơn." in lines
    assert "Tố cáo: 1 đơn." in lines
    assert office.person(LIEN).get(f"{PATH}/{key}.xlsx").content.startswith(b"PK")
    assert secret not in page
    assert office.case(AN, secret)["businessId"] not in page


def lines_of(content: bytes) -> list[str]:
    """Give the paragraphs of a Word file."""
    return [paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs]


def figures(page: str) -> dict[str, str]:
    """Give the figures that this test looks at, as the page has them."""
    found = {}
    for row in page.split("<tr>")[1:]:
        words = " ".join(row.partition("</tr>")[0].replace("<", " <").split())
        name = words.partition(">")[2].partition("<")[0].strip()
        number = words.rpartition("</td")[0].rpartition(">")[2].strip()
        found["total" if name.startswith("Tổng số") else name] = number
    return {name: found[name] for name in ("total", "Khiếu nại", "Tố cáo", "Hướng dẫn")}
