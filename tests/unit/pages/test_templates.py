"""What templates write for hand-made records: words and icons together, nothing that the policy forbids."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from api.errors import ErrorView
from api.templating import TEMPLATES, environment, render_text
from engine.calendar import LatenessState
from engine.errors import Finding, Text
from engine.model.lifecycle import InstanceState, TaskState
from engine.model.records import AWAITS, InstanceRecord
from engine.operations import TABS
from engine.operations.tasks.search_tasks import DeskCounts
from engine.store.queries.people import PersonRecord
from tests.unit.pages.given import HOSTILE, MORNING, case, case_row, due, framed, pager, task, task_row

WEB = Path(__file__).parents[3] / "api" / "web"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
INLINE = re.compile(r"""\s(?:style|on\w+)\s*=\s*["']""")
SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)")


def desk(**changed: Any) -> dict[str, Any]:
    values = {
        "tab": "mine",
        "text": "",
        "due": "",
        "queue": "",
        "awaits": "",
        "notice_code": "",
        "heads": True,
        "counts": DeskCounts(
            tabs=dict.fromkeys(TABS, 0), bounds=dict.fromkeys(TABS, 99), awaits=dict.fromkeys(AWAITS, 1)
        ),
        "rows": [],
        "pager": pager(0),
    }
    return framed(**{**values, **changed})


def write(template: str, language: str = "vi", **variables: Any) -> str:
    return str(render_text(template, language=language, **variables))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ALL)
def test_every_template_compiles(name: str, language: str) -> None:
    environment(language).get_template(name)


@pytest.mark.parametrize("name", ALL)
def test_no_template_has_inline_style_or_code(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")

    assert INLINE.search(source) is None
    assert SCRIPT.search(source) is None


@pytest.mark.parametrize("name", ALL)
def test_every_form_that_posts_proves_where_it_comes_from(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    posting = re.findall(r"<form[^>]*method=\"post\"[^>]*>(.*?)</form>", source, re.DOTALL)

    assert all("csrf_field()" in form for form in posting)


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    offered = set(json.loads((WEB / "icons.json").read_text(encoding="utf-8")))
    sources = [(TEMPLATES / name).read_text(encoding="utf-8") for name in ALL]
    asked = {name for source in sources for name in re.findall(r'icon\("([\w-]+)"', source)}

    assert asked
    assert asked <= offered


def test_the_words_of_scripts_are_all_written_by_the_page() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in (WEB / "scripts").glob("*.js"))
    page = write("pages/inbox.html", **desk())
    block = re.search(r'<script id="page-texts" type="application/json">(.*?)</script>', page, re.DOTALL)

    assert block is not None
    assert set(re.findall(r'\btext\(\s*"(\w+)"', scripts)) == set(json.loads(block.group(1)))


@pytest.mark.parametrize(
    ("state", "days", "words"),
    [
        (LatenessState.OVERDUE, 3, "Quá hạn 3 ngày làm việc"),
        (LatenessState.OVERDUE, 0, "Quá hạn"),
        (LatenessState.DUE_SOON, 0, "Hạn hôm nay"),
        (LatenessState.DUE_SOON, 1, "Sắp đến hạn, còn 1 ngày làm việc"),
        (LatenessState.ON_TIME, 5, "Còn 5 ngày làm việc"),
    ],
)
def test_a_due_date_is_told_by_word_and_icon(state: LatenessState, days: int, words: str) -> None:
    page = write("pages/inbox.html", **desk(rows=[task_row(due=due(state, days))], pager=pager()))

    cell = page[page.index("<tbody>") :]
    assert words in cell
    assert '<svg class="icon"' in cell[: cell.index(words)]


def test_a_task_of_the_group_can_be_taken_from_the_list_and_ones_own_cannot() -> None:
    queued = write("pages/inbox.html", **desk(rows=[task_row()], pager=pager()))
    own = write("pages/inbox.html", **desk(rows=[task_row(queued=False)], pager=pager()))

    assert 'action="/viec/11/nhan"' in queued
    assert 'action="/viec/11/nhan"' not in own


def test_urgent_work_says_so_in_capitals() -> None:
    page = write("pages/inbox.html", **desk(rows=[task_row(task(priority=90))], pager=pager()))

    assert "HỎA TỐC" in page


@pytest.mark.parametrize("tab", TABS)
def test_an_empty_desk_tells_what_would_stand_there(tab: str) -> None:
    assert 'class="nothing"' in write("pages/inbox.html", **desk(tab=tab))


def test_an_empty_filtered_list_offers_to_clear_the_filter() -> None:
    assert "Bỏ lọc" in write("pages/inbox.html", **desk(text="xyz"))


def test_done_tasks_show_when_they_were_done() -> None:
    done = task(state=TaskState.COMPLETED, completed_at=MORNING, completed_by="mai.thanh.hao")

    page = write("pages/inbox.html", **desk(tab="done", rows=[task_row(done, queued=False)], pager=pager()))

    assert "09:00 25/11/2026" in page


def test_hostile_titles_stay_text() -> None:
    page = write("pages/inbox.html", **desk(rows=[task_row(task(case_title=HOSTILE))], text=HOSTILE, pager=pager()))

    assert "<script>alert" not in page
    assert 'onmouseover="x' not in page


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (case(), "Chờ duyệt"),
        (case(state=InstanceState.TERMINATED), "Đã kết thúc sớm"),
        (case(has_incident=True), "Lỗi xử lý tự động"),
    ],
)
def test_a_case_in_a_list_tells_its_state_in_words(record: InstanceRecord, words: str) -> None:
    table = write("fragments/case_table.html", rows=[case_row(record)], caption="Hồ sơ")

    assert words in table


def test_the_page_in_use_is_marked_and_only_offered_places_stand_in_the_rail() -> None:
    page = write("pages/inbox.html", **desk())

    assert re.search(r'<a href="/viec"[^>]*aria-current="page"', page)
    assert "/thiet-ke" not in page


def test_the_language_switch_leads_back_to_this_very_page() -> None:
    assert re.search(r'name="next"\s+value="/viec\?tab=mine"', write("pages/inbox.html", **desk()))


def test_english_pages_have_no_vietnamese_words_of_ours() -> None:
    page = write("pages/inbox.html", "en", **desk())

    assert 'lang="en"' in page
    assert "Waiting for me" in page
    assert "Chờ tôi xử lý" not in page


def error(status: int, **changed: Any) -> ErrorView:
    values: dict[str, Any] = {
        "status": status,
        "code": "conflict",
        "title": Text(vi="Dữ liệu đã thay đổi", en="Conflict"),
        "detail": Text(vi="Việc vừa thay đổi.", en="It has changed."),
        "details": {},
        "request_id": "abc123",
    }
    return ErrorView(**{**values, **changed})


@pytest.mark.parametrize("template", ["pages/error.html", "fragments/error.html"])
def test_an_error_says_what_happened_and_gives_a_code(template: str) -> None:
    class Asked:
        class url:  # noqa: N801  the shape of a request
            path = "/viec/1"

    finding = Finding(code="x", text=Text(vi="Sửa chỗ này", en="Mend this"), resource="a.bpmn", line=3)
    page = write(template, view=error(409, findings=(finding,)), request=Asked, csrf_token="t0ken")

    assert "Việc vừa thay đổi." in page
    assert "a.bpmn:3" in page
    assert "conflict / abc123" in page


def test_quick_sign_in_names_every_person_of_the_demonstration() -> None:
    person = PersonRecord(
        username="le.kim.oanh",
        display_name="Lê Thị Kim Oanh",
        kind="person",
        title="Chuyên viên",
        unit_code="P",
        unit_name="Phòng Tổng hợp",
        email=None,
        language="vi",
        groups=frozenset({"chuyen_vien"}),
        outside=False,
        active=True,
        password_hash=None,
    )

    page = write(
        "pages/sign_in.html",
        next="/viec/7",
        username="",
        error=None,
        demo_people=[(person, "Chuyên viên")],
        here="/dang-nhap",
        csrf_token="t0ken",
    )

    assert 'name="quick" value="le.kim.oanh"' in page
    assert 'name="next" value="/viec/7"' in page


def test_findings_of_a_model_lead_to_their_elements() -> None:
    finding = Finding(code="x", text=Text(vi="Thiếu nhóm nhận việc", en="No group"), element_id="duyet")

    assert 'data-select-element="duyet"' in write("fragments/model_findings.html", findings=(finding,))
    assert "Không tìm thấy lỗi" in write("fragments/model_findings.html", findings=())
