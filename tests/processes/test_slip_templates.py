"""A draft begins with a template: kept answers fill it, it lies in the form's field, and it keeps the layout rules."""

from io import BytesIO

import docx
import pytest
from lxml import html

from tests.processes.driving import OK, Driver
from tests.processes.outgoing import KHOAN, NOT_FOUND, OANH, keys, office, slip

__all__ = ["keys", "office"]
START = "/lap-ho-so/van_ban_di"


def form_of(office: Driver, **changes: object) -> dict[str, str]:
    """Give the slip as a page posts it: pickers by their hidden values, without a draft."""
    says = slip(office, **changes)
    one = {f"f.{name}": str(value) for name, value in says.items() if isinstance(value, str)}
    return one | {f"f.{name}": value[0] for name, value in says.items() if name in {"kinh_gui", "noi_nhan"}}


def offered(office: Driver, who: str, page: str) -> list[str]:
    shown = office.person(who).get(f"{page}/mau")
    assert shown.status_code == OK, shown.text
    return [str(action).rpartition("/")[2] for action in html.fromstring(shown.text).xpath("//main//form/@action")]


def draft_in(office: Driver, who: str, page: str) -> str:
    """Give the key of the file that the form's field holds."""
    keys = html.fromstring(office.person(who).get(page).text).xpath("//li//input[@name='f.du_thao']/@value")
    assert len(keys) == 1, keys
    return str(keys[0])


def words(content: bytes) -> str:
    document = docx.Document(BytesIO(content))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *(cell.text for cell in cells)])


@pytest.mark.parametrize(
    ("kind", "template", "symbol"),
    [
        ("cong_van", "cv_don_doc", "/HĐND-CTHĐND"),
        ("TB", "tb_ket_luan_phien_hop", "/TB-HĐND"),
        ("HD", "theo_ten_loai", "/HD-HĐND"),
    ],
)
def test_a_draft_from_a_template_is_filled_from_the_slip_and_passes_the_check(
    office: Driver, kind: str, template: str, symbol: str
) -> None:
    says = {"loai_van_ban": kind, "co_quan_ban_hanh": "TTHDND", "nguoi_ky": KHOAN, "hinh_thuc_ky": "KT"}
    office.post_form(OANH, f"{START}/mau", **form_of(office, **says))
    assert template in offered(office, OANH, START)
    office.post_form(OANH, f"{START}/mau/{template}")
    draft = draft_in(office, OANH, START)
    written = words(office.download(OANH, draft))
    for expected in (symbol, "THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN TỈNH", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Đỗ Hữu Khoan"):
        assert expected in written
    assert "đôn đốc gửi hồ sơ dự thảo nghị quyết" in written
    case = office.start(OANH, slip(office, **says, du_thao=[draft]))
    office.work()
    assert office.state(OANH, case) == ("ACTIVE", "trinh_tp"), office.variables(OANH, case)["loi_the_thuc"]


def test_only_templates_of_the_kind_are_offered(office: Driver) -> None:
    office.post_form(OANH, f"{START}/mau", **form_of(office, loai_van_ban="cong_van"))
    assert offered(office, OANH, START) == ["cv_chuyen_don", "cv_don_doc", "cong_van"]
    assert office.refuse_form(OANH, f"{START}/mau/bb_lam_viec") == NOT_FOUND


def test_other_forms_have_no_templates(office: Driver) -> None:
    assert office.person(OANH).get("/lap-ho-so/van_ban_den/mau").status_code == NOT_FOUND
