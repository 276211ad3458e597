"""Hand-made records for templates, each with the least that makes it whole."""

from datetime import UTC, datetime
from typing import Any

from api.pages.cases import CaseRow
from api.pages.frame import CASES, INBOX, START, Frame
from api.pages.inbox import TaskRow
from api.pages.paging import Pager
from api.pages.words import DueView
from engine.calendar import LatenessState
from engine.errors import Text
from engine.model.lifecycle import InstanceState, TaskState
from engine.model.records import MOST_ON_PAGES, DefinitionRecord, InstanceRecord, TaskRecord

MORNING = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # 09:00 in Hà Nội
HOSTILE = "<script>alert('x')</script> \" onmouseover=\"x"


def task(**changed: Any) -> TaskRecord:
    """Give an open task of a group."""
    values: dict[str, Any] = {
        "key": 11,
        "instance_key": 7,
        "element_instance_key": 9,
        "element_id": "duyet",
        "name": "Duyệt yêu cầu sao",
        "state": TaskState.CREATED,
        "assignee": None,
        "candidate_groups": ("chanh_van_phong",),
        "candidate_users": (),
        "form_key": 3,
        "form_id": "duyet",
        "priority": 50,
        "created_at": MORNING,
        "completed_at": None,
        "completed_by": None,
        "due_at": MORNING,
        "warn_at": MORNING,
        "due_explained": Text(vi="Hạn 26/11/2026: 1 ngày làm việc.", en="Due 26/11/2026: 1 working day."),
        "version": 1,
        "definition_key": 5,
        "process_id": "sao_y_so_hoa",
        "process_name": "Sao văn bản và số hóa",
        "process_version": 1,
        "business_id": "SY-2026-0001",
        "root_key": 7,
        "case_title": "Sao y: Nghị quyết 12",
        "document_count": 2,
    }
    return TaskRecord(**{**values, **changed})


def case(**changed: Any) -> InstanceRecord:
    """Give a running case."""
    values: dict[str, Any] = {
        "key": 7,
        "definition_key": 5,
        "process_id": "sao_y_so_hoa",
        "process_name": "Sao văn bản và số hóa",
        "version": 1,
        "version_tag": None,
        "business_id": "SY-2026-0001",
        "title": "Sao y: Nghị quyết 12",
        "state": InstanceState.ACTIVE,
        "case_state": "cho_duyet",
        "has_incident": False,
        "started_at": MORNING,
        "ended_at": None,
        "started_by": "le.kim.oanh",
        "due_at": None,
        "warn_at": None,
        "waiting_for": ("Duyệt yêu cầu sao",),
    }
    return InstanceRecord(**{**values, **changed})


def definition(**changed: Any) -> DefinitionRecord:
    """Give a deployed process."""
    values: dict[str, Any] = {
        "key": 5,
        "process_id": "sao_y_so_hoa",
        "name": "Sao văn bản và số hóa",
        "version": 2,
        "version_tag": None,
        "resource_name": "sao_y_so_hoa.bpmn",
        "deployment_key": 4,
        "deployed_at": MORNING,
        "deployed_by": "system",
        "start_form_id": None,
        "latest": True,
    }
    return DefinitionRecord(**{**values, **changed})


def due(state: LatenessState = LatenessState.ON_TIME, days: int = 2) -> DueView:
    """Give a due date as it stands."""
    return DueView(at=MORNING, state=state, days=days)


def task_row(record: TaskRecord | None = None, **changed: Any) -> TaskRow:
    """Give a line of the desk."""
    values: dict[str, Any] = {
        "task": record or task(),
        "step": "Duyệt yêu cầu sao",
        "process": "Sao văn bản và số hóa",
        "due": due(),
        "holder": "Chánh Văn phòng",
        "queued": True,
    }
    return TaskRow(**{**values, **changed})


def case_row(record: InstanceRecord | None = None, **changed: Any) -> CaseRow:
    """Give a line of a list of cases."""
    values: dict[str, Any] = {
        "case": record or case(),
        "process": "Sao văn bản và số hóa",
        "state": "Chờ duyệt",
        "starter": "Lê Thị Kim Oanh",
        "waiting_for": ("Duyệt yêu cầu sao",),
        "due": None,
    }
    return CaseRow(**{**values, **changed})


def pager(total: int = 1) -> Pager:
    """Give a list's only page."""
    return Pager(first=min(1, total), last=total, total=total, most=MOST_ON_PAGES, previous=None, following=None)


def framed(**more: Any) -> dict[str, Any]:
    """Give what every page of a signed-in person gets, with what the page adds."""
    frame = Frame(
        who="Lê Thị Kim Oanh",
        username="le.kim.oanh",
        places=(INBOX, CASES, START),
        language="vi",
        here="/viec?tab=mine",
        demo=False,
    )
    return {"csrf_token": "t0ken", "frame": frame, "place": INBOX, **more}
