"""Quản trị over the pages: code lists, number series and groups."""

import html
import re
from collections.abc import Iterator

import pytest

from engine.model.actor import SYSTEM
from engine.operations import Engine, continue_series
from engine.operations.registers.allocate_number import allocate_number
from engine.store.queries.register_lines import own_series
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import PROCESS, Desk, desk
from tests.office import deploy, shipped

ADMIN, CLERK = "quantri", "le.kim.oanh"
FIELDS, KINDS, CONCLUSIONS = "linh_vuc", "loai_van_ban", "sao_y_so_hoa.duyet.ket_luan"
NEW = {"value": "bien_dao", "new_vi": "Biển đảo", "new_en": "Sea and islands"}
SERIES = "/quan-tri/day-so/2026/document:VP:SY"


@pytest.fixture
def admin(engine: Engine, served: Served) -> Iterator[Desk]:
    """Give an administrator of an Office with the copying process."""
    deploy(engine, *shipped("sao_y_so_hoa"))
    with desk(served, ADMIN) as person:
        yield person


def controls(page: str) -> dict[str, str]:
    """Give the controls of a code list's page with what stands in them, ticks left out."""
    found = re.findall(r'<input(?![^>]*checkbox)[^>]*?\sname="([^"]+)"[^>]*?\svalue="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found if name != "csrf_token"}


def offered(engine: Engine, key: str) -> list[str]:
    """Give what forms offer of a code list."""
    with engine.unit_of_work() as uow:
        answer = uow.host.functions["code list"].call(key)
    assert isinstance(answer, list)
    return [one["value"] for one in answer]


def test_words_change_values_come_and_are_withdrawn(admin: Desk, engine: Engine) -> None:
    path = f"/quan-tri/danh-muc/{FIELDS}"
    page = controls(admin.get(path).text)
    first = next(name.removeprefix("vi-") for name in page if name.startswith("vi-"))
    saved = admin.post(
        path,
        **{**page, **NEW, f"vi-{first}": "Chữ mới", f"withdrawn-{first}": "1"},
    )
    after = admin.get(path).text
    assert saved.status_code == 303, saved.text
    assert "Chữ mới" in after
    assert "Sea and islands" in after
    assert first not in offered(engine, FIELDS)
    assert offered(engine, FIELDS)[-1] == "bien_dao"
    assert "sửa danh mục Lĩnh vực." in admin.get("/quan-tri/nhat-ky").text


def test_what_does_not_fit_a_code_list_is_told_by_its_field_and_nothing_typed_is_lost(admin: Desk) -> None:
    path = f"/quan-tri/danh-muc/{KINDS}"
    page = controls(admin.get(path).text)
    first = next(name for name in page if name.startswith("vi-"))
    refused = admin.post(path, **{**page, **NEW, first: " ", "value": "Mã có dấu", "new_vi": "Một loại"})
    assert refused.status_code == 400
    assert re.search(r'id="value"[^>]*aria-invalid="true"', refused.text)
    assert f'id="{first}-error"' in refused.text
    assert 'value="Một loại"' in refused.text
    assert "Một loại" not in admin.get(path).text


def test_a_list_that_a_process_asks_for_keeps_its_values(admin: Desk) -> None:
    path = f"/quan-tri/danh-muc/{CONCLUSIONS}"
    page = controls(admin.get(path).text)
    value = next(name.removeprefix("vi-") for name in page if name.startswith("vi-"))
    assert admin.post(path, **{**page, **NEW}).status_code == 400
    assert admin.post(path, **page, **{f"withdrawn-{value}": "1"}).status_code == 400
    assert admin.post(path, **{**page, f"en-{value}": "Agreed to"}).status_code == 303


def test_a_list_that_somebody_else_changed_is_not_overwritten(admin: Desk) -> None:
    path = f"/quan-tri/danh-muc/{FIELDS}"
    page = controls(admin.get(path).text)
    first = next(name for name in page if name.startswith("vi-"))
    assert admin.post(path, **{**page, first: "Một"}).status_code == 303
    assert admin.post(path, **{**page, first: "Hai"}).status_code == 409
    assert "Một" in admin.get(path).text


def test_lists_are_found_by_words_without_diacritics(admin: Desk) -> None:
    by_name = admin.get("/quan-tri/danh-muc?q=ket+luan+(duyet+yeu+cau").text
    assert "Kết luận (Duyệt yêu cầu sao)" in by_name
    assert "Sao văn bản và số hóa ·" in by_name
    assert f"/quan-tri/danh-muc/{CONCLUSIONS}" in by_name
    found = admin.get("/quan-tri/danh-muc?q=cong+van").text
    assert f"/quan-tri/danh-muc/{KINDS}" in found
    assert "/quan-tri/danh-muc/do_khan" not in found
    assert admin.get("/quan-tri/danh-muc/khong_co").status_code == 404


def test_a_series_goes_on_after_older_books_and_a_number_is_withdrawn(admin: Desk, engine: Engine) -> None:
    with engine.unit_of_work() as uow:
        allocate_number(uow, series="VP:SY", period="2026", source_key="job:1")
    listed = admin.get("/quan-tri/day-so").text
    assert "/quan-tri/day-so/2026/document%3AVP%3ASY" in listed
    assert ">Sao y: Văn phòng" in listed
    assert admin.post(SERIES, viec="chay-tiep", last="40", reason="").status_code == 400
    assert admin.post(SERIES, viec="chay-tiep", last="²", reason="Sổ giấy").status_code == 400
    assert admin.post(SERIES, viec="chay-tiep", last="40", reason="Sổ giấy").status_code == 303
    behind = admin.post(SERIES, viec="chay-tiep", last="12", reason="Sổ giấy")
    wordless = admin.post(SERIES, viec="huy", number="1", void_reason="")
    assert admin.post(SERIES, viec="huy", number="1", void_reason="In hỏng").status_code == 303
    with engine.unit_of_work() as uow:
        assert allocate_number(uow, series="VP:SY", period="2026", source_key="job:2").number == 41
    assert behind.status_code == 409
    assert "đã cấp đến số 40" in behind.text
    assert re.search(r'id="void_reason"[^>]*aria-invalid="true"', wordless.text)
    assert "In hỏng" in admin.get(SERIES).text
    log = admin.get("/quan-tri/nhat-ky").text
    assert "cho dãy số document:VP:SY chạy tiếp" in log
    assert "hủy một số của dãy document:VP:SY" in log


def test_series_of_restricted_cases_are_not_listed(admin: Desk, engine: Engine, served: Served) -> None:
    with desk(served, CLERK) as clerk:
        clerk.start("Nghị quyết 12")
    with engine.unit_of_work() as uow:
        for series in ("case:TC", "case:HS", f"document:{own_series('VP:SY', restricted=True)}"):
            continue_series(uow, SYSTEM, series=series, period="2026", last=3, reason="Sổ giấy")
    listed = re.findall(r"/quan-tri/day-so/2026/([^\"]+)", admin.get("/quan-tri/day-so").text)
    assert listed == ["case%3AHS", "case%3ASY"]
    assert "Mã hồ sơ: Sao văn bản và số hóa" in admin.get("/quan-tri/day-so").text
    hidden, unknown = (admin.get(f"/quan-tri/day-so/2026/{name}") for name in ("case:TC", "case:XX"))
    assert (hidden.status_code, unknown.status_code) == (404, 404)


def test_a_group_shows_its_people_and_is_given_and_loses_permissions(admin: Desk, served: Served) -> None:
    path, starts = "/quan-tri/nhom/chuyen_vien", "permission.PROCESS_DEFINITION.CREATE_PROCESS_INSTANCE"
    page = admin.get(path).text
    assert "Lê Thị Kim Oanh" in page
    ticked = re.findall(r'name="(permission\.[^"]+)" value="1" checked', page)
    assert starts in ticked
    with desk(served, CLERK) as clerk:
        assert clerk.get(PROCESS).status_code == 200
        assert admin.post(path, **{name: "1" for name in ticked if name != starts}).status_code == 303
        assert clerk.get(PROCESS).status_code == 404
        assert admin.post(path, **dict.fromkeys(ticked, "1")).status_code == 303
        assert clerk.get(PROCESS).status_code == 200
    assert "đổi quyền của nhóm Chuyên viên." in admin.get("/quan-tri/nhat-ky").text


def test_an_administrator_cannot_end_their_own_administration(admin: Desk) -> None:
    path = "/quan-tri/nhom/quan_tri_he_thong"
    refused = admin.post(path, permission__SYSTEM__READ="1")
    assert refused.status_code == 409
    assert "chính anh/chị không quản trị được nữa" in refused.text
    assert admin.get("/quan-tri").status_code == 200


@pytest.mark.parametrize("place", ["danh-muc", f"danh-muc/{FIELDS}", "day-so", "nhom", "nhom/van_thu"])
def test_nobody_else_opens_these_pages(admin: Desk, served: Served, place: str) -> None:
    with desk(served, CLERK) as clerk:
        assert clerk.get(f"/quan-tri/{place}").status_code == 403
    assert admin.get(f"/quan-tri/{place}").status_code == 200


@pytest.mark.parametrize("path", ["danh-muc/%00", "day-so/%00/%00", "day-so/2026/case:%00", "nhom/%00"])
def test_what_no_page_of_ours_asks_for_fails_nothing(admin: Desk, path: str) -> None:
    assert admin.get(f"/quan-tri/{path}").status_code == 404
    assert admin.post(f"/quan-tri/{path}", viec="huy", number="9" * 40).status_code == 404
