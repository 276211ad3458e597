"""Lists of rows and pickers over the pages, with a script and without one."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html
from sqlalchemy import update

from engine.operations import Engine
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk, desk
from tests.missions import PROCESS_ID, mission_resources
from tests.office import deploy

CLERK, STRANGER, MANAGER = "le.kim.oanh", "hoang.manh.cuong", "bui.xuan.tuong"
START = f"/lap-ho-so/{PROCESS_ID}"
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def clerk(served: Served, engine: Engine) -> Iterator[Desk]:
    """Give a clerk with the mission's form at hand."""
    deploy(engine, *mission_resources())
    with desk(served, CLERK) as person:
        yield person


def filled(**changes: Any) -> dict[str, Any]:
    """Give the controls of a mission with two bodies."""
    fields = {
        "f.ten": "Đất đai",
        "f.truong_doan": "hoang.minh.nguyet",
        "q.truong_doan": "Hoàng Thị Minh Nguyệt",
        "f.thanh_vien": ["", "le.kim.oanh"],
        "q.thanh_vien": "",
        "f.don_vi": "",
        "q.don_vi": "",
        "f.linh_vuc": ["", "y_te"],
        "f.doi_tuong": "",
        "f.doi_tuong.0": "",
        "f.doi_tuong.0.co_quan": "STC",
        "q.doi_tuong.0.co_quan": "Sở Tài chính",
        "f.doi_tuong.0.di_thuc_te": "",
        "f.doi_tuong.0.chi_phi": "2.000.000",
        "f.doi_tuong.1": "",
        "f.doi_tuong.1.co_quan": "SNV",
        "q.doi_tuong.1.co_quan": "Sở Nội vụ",
        "f.doi_tuong.1.di_thuc_te": "",
        "f.doi_tuong.1.chi_phi": "500.000",
        "command_id": "0" * 32,
    }
    return {**fields, **changes}


def tree(text: str) -> html.HtmlElement:
    found = html.fragment_fromstring(text, create_parent="div") if "<html" not in text else html.fromstring(text)
    assert isinstance(found, html.HtmlElement)
    return found


def started(clerk: Desk, fields: dict[str, Any]) -> str:
    answer = clerk.client.post(START, data=fields)
    assert answer.status_code == 303, plain(answer.text)
    key: str = re.findall(r"/ho-so/(\d+)", answer.headers["location"])[0]
    return key


def variables(clerk: Desk, key: str) -> dict[str, Any]:
    body = {"filter": {"processInstanceKey": key}, "page": {"limit": 100}}
    found = clerk.client.post("/v2/variables/search?truncateValues=false", json=body).json()["items"]
    return {one["name"]: one["value"] for one in found}


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_mission_keeps_keys_and_rows(clerk: Desk) -> None:
    key = started(clerk, filled())
    kept = variables(clerk, key)
    assert kept["truong_doan"] == '"hoang.minh.nguyet"'
    assert kept["thanh_vien"] == '["le.kim.oanh"]'
    assert '"co_quan":"STC"' in kept["doi_tuong"].replace(": ", ":")
    assert kept["tong"] == "2500000"


def test_words_in_the_boxes_are_understood_without_a_script(clerk: Desk) -> None:
    typed = filled(
        **{
            "f.truong_doan": "",
            "q.truong_doan": "hoang minh nguyet",
            "f.thanh_vien": ["", "le.kim.oanh"],
            "q.thanh_vien": "bui xuan tuong",
            "f.doi_tuong.0.co_quan": "",
            "q.doi_tuong.0.co_quan": "so tai chinh",
        }
    )
    kept = variables(clerk, started(clerk, typed))
    assert kept["truong_doan"] == '"hoang.minh.nguyet"'
    assert kept["thanh_vien"].replace(", ", ",") == '["le.kim.oanh","bui.xuan.tuong"]'
    assert "STC" in kept["doi_tuong"]


def test_words_changed_after_a_pick_count_and_what_is_not_clear_comes_back_as_typed(clerk: Desk) -> None:
    unclear = filled(**{"q.truong_doan": "nguyen", "q.doi_tuong.1.co_quan": "ủy ban"})
    answer = clerk.client.post(START, data=unclear)
    assert answer.status_code == 400
    page = tree(answer.text)
    assert [box.get("value") for box in page.xpath("//*[@id='f-truong_doan']")] == ["nguyen"]
    links = page.xpath("//*[contains(@class,'error-summary')]//a/@href")
    assert links == ["#f-truong_doan", "#f-doi_tuong-1-co_quan"]


@pytest.mark.parametrize("person", ["dang.thuy.van", "khong.co.ai"])
def test_nobody_outside_the_group_heads_the_mission(clerk: Desk, person: str) -> None:
    answer = clerk.client.post(START, data=filled(**{"f.truong_doan": person, "q.truong_doan": person}))
    assert answer.status_code == 400
    assert "Trưởng đoàn" in plain(answer.text)


def test_rows_are_added_and_removed_without_a_script(clerk: Desk) -> None:
    added = tree(clerk.client.post(f"{START}/dong", data=filled(row="add:doi_tuong")).text)
    boxes = added.xpath("//input[starts-with(@name,'q.doi_tuong.')]")
    assert [box.get("value") for box in boxes] == ["Sở Tài chính", "Sở Nội vụ", ""]
    assert [box.get("name") for box in added.xpath("//*[@autofocus]")] == ["q.doi_tuong.2.co_quan"]
    gone = tree(clerk.client.post(f"{START}/dong", data=filled(row="remove:doi_tuong:0")).text)
    assert gone.xpath("//input[starts-with(@name,'q.doi_tuong.')]/@value") == ["Sở Nội vụ"]
    assert gone.xpath("//*[@autofocus]/@value") == ["remove:doi_tuong:0"]
    assert clerk.get(f"{START}/dong").headers["location"] == START


def test_a_script_gets_the_list_and_what_depends_on_it_alone(clerk: Desk) -> None:
    shown = tree(clerk.client.post(START, data=filled(**{"f.ten": ""})).text)
    prints = {one.get("name"): one.get("value") for one in shown.xpath("//input[starts-with(@name,'s.')]")}
    answer = clerk.client.post(f"{START}/dong", data={**filled(row="remove:doi_tuong:1"), **prints}, headers=SCRIPT)
    swapped = [one.get("id") for one in tree(answer.text) if one.get("hx-swap-oob")]
    assert swapped == ["field-doan_doi_tuong", "field-doan_tong", "field-doan_bang"]


def test_a_list_takes_no_more_rows_than_it_may(clerk: Desk) -> None:
    rows = {f"f.doi_tuong.{n}.co_quan": "STC" for n in range(4)}
    full = tree(clerk.client.post(f"{START}/dong", data=filled(**rows, row="add:doi_tuong")).text)
    assert len(full.xpath("//*[@role='group' and contains(@class,'field-item')]")) == 4
    assert not full.xpath("//button[@value='add:doi_tuong']")
    answer = clerk.client.post(START, data=filled(**rows, **{"f.doi_tuong.4.co_quan": "STC"}))
    assert "chỉ nhận 4 dòng" in plain(answer.text)


def test_a_field_in_a_row_depends_on_its_own_row(clerk: Desk) -> None:
    fields = filled(**{"f.doi_tuong.1.di_thuc_te": ["", "true"]})
    shown = tree(clerk.client.post(START, data=filled(**{"f.ten": ""})).text)
    prints = {one.get("name"): one.get("value") for one in shown.xpath("//input[starts-with(@name,'s.')]")}
    answer = clerk.client.post(f"{START}/tinh-lai", data={**fields, **prints}, headers=SCRIPT)
    assert [one.get("id") for one in tree(answer.text)] == ["field-doan_ngay--1"]
    refused = clerk.client.post(START, data=fields)
    assert "Chưa nhập Ngày dự kiến" in plain(refused.text)


def test_files_in_rows_belong_to_the_case(clerk: Desk) -> None:
    document = clerk.upload()
    key = started(clerk, filled(**{"f.doi_tuong.1.tep": ["", document]}))
    assert "quét.pdf" in clerk.get(f"/ho-so/{key}?muc=tep").text
    strange = clerk.client.post(START, data=filled(**{"f.doi_tuong.0.tep": ["", "123"], "command_id": "1" * 32}))
    assert strange.status_code == 400


def test_a_file_of_another_kind_than_the_field_accepts_is_refused_on_submit(clerk: Desk) -> None:
    sent = {"file": ("ghi chú.txt", "chữ".encode(), "text/plain")}
    note = clerk.client.post("/v2/documents", files=sent).json()["documentId"]
    answer = clerk.client.post(START, data=filled(**{"f.doi_tuong.1.tep": ["", note]}))
    assert answer.status_code == 400
    links = tree(answer.text).xpath("//*[contains(@class,'error-summary')]//a/@href")
    assert links == ["#f-doi_tuong-1-tep"]
    assert "không thuộc loại được nhận (.pdf)" in plain(answer.text)


def test_a_task_shows_names_again_and_the_case_reads_with_them(clerk: Desk) -> None:
    key = started(clerk, filled())
    task = tree(clerk.get(clerk.first_task()).text)
    assert task.xpath("//input[@name='q.doi_tuong.1.co_quan']/@value") == ["Sở Nội vụ"]
    case = plain(clerk.get(f"/ho-so/{key}").text)
    assert "Hoàng Thị Minh Nguyệt" in case
    assert "Sở Tài chính" in case
    assert "2.000.000" in case
    assert "2.500.000" in case


def test_cases_and_files_are_picked_by_who_may_see_them_alone(served: Served, engine: Engine, clerk: Desk) -> None:
    first = started(clerk, filled(**{"f.doi_tuong.1.tep": ["", clerk.upload()]}))
    document = next(one for one in re.findall(r"/v2/documents/(\d+)", clerk.get(f"/ho-so/{first}?muc=tep").text))
    assert f'data-key="{first}"' in clerk.get("/chon/case?q=thu").text
    assert f'data-key="{document}"' in clerk.get("/chon/document?q=quet").text
    linked = {
        "f.ho_so_lien_quan": ["", first],
        "q.ho_so_lien_quan": "",
        "f.can_cu": document,
        "q.can_cu": "quét.pdf",
        "command_id": "1" * 32,
    }
    second = started(clerk, filled(**linked))
    assert variables(clerk, second)["can_cu"] == f'"{document}"'
    with desk(served, STRANGER) as stranger:
        assert first not in stranger.get("/chon/case?q=thu").text
        assert document not in stranger.get("/chon/document?q=quet").text
        unknown = stranger.client.post(START, data=filled(**{**linked, "f.can_cu": "123", "q.can_cu": "123"}))
        known = stranger.client.post(START, data=filled(**linked))
        assert known.status_code == unknown.status_code == 400
        assert "quét.pdf” không khớp" in plain(known.text)
        assert "123” không khớp" in plain(unknown.text)
        assert "Đoàn giám sát thử" not in plain(known.text).partition("Hồ sơ liên quan")[2]


def test_a_restricted_case_is_found_by_nobody_but_those_named(served: Served, engine: Engine, clerk: Desk) -> None:
    key = started(clerk, filled(**{"f.doi_tuong.1.tep": ["", clerk.upload()]}))
    with desk(served, MANAGER) as manager:
        assert f'data-key="{key}"' in manager.get("/chon/case?q=thu").text
        with engine.unit_of_work() as uow:
            uow.connection.execute(update(core(ProcessInstance)).values(restricted=True))
        assert key not in manager.get("/chon/case?q=thu").text
        assert "data-key" not in manager.get("/chon/document?q=quet").text
    assert f'data-key="{key}"' in clerk.get("/chon/case?q=thu").text


def test_what_a_designer_writes_in_html_is_made_safe(clerk: Desk) -> None:
    shown = clerk.get(START).text
    assert "<p>Mỗi cơ quan <strong>một dòng</strong>.</p>" in shown
    assert "alert(1)" not in shown


@pytest.mark.parametrize(
    ("path", "there", "not_there"),
    [
        ("person?q=tuong", "Bùi Xuân Tường", "Hoàng Thị Minh Nguyệt"),
        ("person?q=minh+nguyet&among=group:dai_bieu_hdnd", "Hoàng Thị Minh Nguyệt", "Bùi Xuân Tường"),
        ("person?q=&among=none:", "Không có mục nào khớp", "Bùi Xuân Tường"),
        ("body?q=so+tai", "Sở Tài chính", "Phòng"),
        ("body?q=thach+lam", "Ủy ban nhân dân xã Thạch Lam", "huyện Thạch Lam"),
        ("unit?q=ban", "Ban Pháp chế", "Ủy ban nhân dân"),
        ("unit?q=phong&among=unit:VP", "Phòng Hành chính", "Ban Pháp chế"),
        ("organisation?q=ban", "Ban Pháp chế", "Sở Tài chính"),
        ("commune?q=thach+lam", "Xã Thạch Lam, tỉnh Hải Sơn", "Đông Giang"),
        ("person?q=xyz", "Không có mục nào khớp", "Bùi Xuân Tường"),
    ],
)
def test_a_search_needs_no_diacritics(clerk: Desk, path: str, there: str, not_there: str) -> None:
    found = clerk.get(f"/chon/{path}").text
    assert there in found
    assert not_there not in found


def test_a_search_is_for_who_is_signed_in_and_for_sources_that_exist(served: Served, clerk: Desk) -> None:
    assert clerk.get("/chon/bang_luong").status_code == 400
    with served.anonymous() as nobody:
        assert nobody.get("/chon/person?q=a").status_code == 303
