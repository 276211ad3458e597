"""Whom a user task is for, until when and about what: `zeebe:assignmentDefinition`, `taskSchedule` and others.

A null that FEEL gives without a warning is meant and leaves the setting empty; a null with a warning (a missing
variable, a wrong type) is a mistake that would leave a task without anybody, so it is a failure.
"""

from dataclasses import dataclass
from datetime import datetime

from engine.errors import Text
from engine.feel import FeelWarning
from engine.spiff.failure import EXTRACT_VALUE_ERROR, ModelFailure
from engine.spiff.feel_json import short_name, text_of
from engine.spiff.job_settings import whole_number
from engine.spiff.moments import read_moment
from engine.spiff.reading import Reading
from engine.spiff.scopes import ScopeView
from engine.spiff.values import Evaluator, Value, read_value
from engine.untrusted_xml import Node

DEFAULT_PRIORITY = 50
_MAX_NAMES = 200
_MAX_ABOUT = 200  # characters
_ABOUT = Text(vi="Thuộc tính “about”", en="Property “about”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What the model says; each part may be static or FEEL."""

    assignee: Value | None
    candidate_groups: Value | None
    candidate_users: Value | None
    due: Value | None
    follow_up: Value | None
    priority: Value | None
    about: Value | None = None  # the property `about`
    lane_groups: tuple[str, ...] = ()


def read_assignment(node: Node, reading: Reading) -> Assignment:
    """Read the extension elements; a task without assignment is for the candidate groups of its lane."""
    definition = reading.extension(node, "assignmentDefinition")
    schedule = reading.extension(node, "taskSchedule")
    due = reading.value(schedule, "dueDate", "Hạn xử lý", "The due date")
    follow_up = reading.value(schedule, "followUpDate", "Ngày theo dõi", "The follow-up date")
    for moment in (due, follow_up):
        if moment is not None and moment.is_static and read_moment(moment.text, "UTC") is None:
            reading.findings.add(
                "invalid_setting",
                schedule,
                f"{moment.about.vi} “{moment.shown}” không phải ngày giờ ISO 8601, ví dụ 2026-01-31T17:00:00+07:00.",
                f"{moment.about.en} “{moment.shown}” is no ISO 8601 date, for example 2026-01-31T17:00:00+07:00.",
            )
    assignee = reading.value(definition, "assignee", "Người xử lý", "The assignee")
    groups = reading.value(definition, "candidateGroups", "Nhóm xử lý", "The candidate groups")
    users = reading.value(definition, "candidateUsers", "Những người có thể xử lý", "The candidate users")
    unassigned = not (assignee or groups or users)
    return Assignment(
        assignee=assignee,
        candidate_groups=groups,
        candidate_users=users,
        due=due,
        follow_up=follow_up,
        priority=_read_priority(node, reading),
        about=read_value(reading.findings, node, reading.properties(node).get("about"), _ABOUT),
        lane_groups=reading.lane_groups.get(node.get("id"), ()) if unassigned else (),
    )


def _read_priority(node: Node, reading: Reading) -> Value | None:
    definition = reading.extension(node, "priorityDefinition")
    priority = reading.value(definition, "priority", "Mức ưu tiên", "The priority")
    if priority is not None and priority.is_static and not 0 <= (whole_number_or(priority.text, -1)) <= 100:
        reading.findings.add(
            "invalid_setting",
            definition,
            f"Mức ưu tiên “{priority.shown}” phải là số nguyên từ 0 đến 100.",
            f"The priority “{priority.shown}” must be a whole number from 0 to 100.",
        )
    return priority


def whole_number_or(value: object, otherwise: int) -> int:
    """Read a whole number, or give `otherwise`."""
    number = whole_number(value)
    return otherwise if number is None else number


def one_name(source: Value | None, view: ScopeView, evaluator: Evaluator) -> str | None:
    """Evaluate to a user name, or None when it is meant to be empty."""
    if source is None:
        return None
    value, warnings = source.evaluate(view, evaluator)
    if value is None and not warnings:
        return None
    name = short_name(value)
    if name is None:
        raise _unusable(source, Text(vi="một tên đăng nhập", en="a user name"), warnings)
    return name


def names(source: Value | None, view: ScopeView, evaluator: Evaluator) -> tuple[str, ...]:
    """Evaluate to names: a FEEL list of texts, or a text with commas between the names."""
    if source is None:
        return ()
    value, warnings = source.evaluate(view, evaluator)
    if value is None and not warnings:
        return ()
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or len(parts) > _MAX_NAMES or not all(isinstance(part, str) for part in parts):
        raise _unusable(source, Text(vi="danh sách tên", en="a list of names"), warnings)
    found = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    if not all(short_name(name) for name in found):
        raise _unusable(source, Text(vi="danh sách tên ngắn", en="a list of short names"), warnings)
    return found


def moment(source: Value | None, view: ScopeView, evaluator: Evaluator, *, end_of_day: bool) -> datetime | None:
    """Evaluate to a moment (aware UTC), or None when it is meant to be empty."""
    if source is None:
        return None
    value, warnings = source.evaluate(view, evaluator)
    if value is None and not warnings:
        return None
    text = text_of(value)
    found = None if text is None else read_moment(text, evaluator.host.timezone, end_of_day=end_of_day)
    if found is None:
        raise _unusable(source, Text(vi="ngày hoặc ngày giờ", en="a date or a date and time"), warnings)
    return found


def subject(source: Value | None, view: ScopeView, evaluator: Evaluator) -> str | None:
    """Evaluate what the task is about: words for people, so that what cannot be told is left out and fails nothing."""
    if source is None:
        return None
    text = text_of(source.evaluate(view, evaluator)[0])
    return text[:_MAX_ABOUT] or None if text else None


def priority(source: Value | None, view: ScopeView, evaluator: Evaluator) -> int:
    """Evaluate to a whole number from 0 to 100."""
    if source is None:
        return DEFAULT_PRIORITY
    value, warnings = source.evaluate(view, evaluator)
    number = whole_number_or(value, -1)
    if not 0 <= number <= 100:
        raise _unusable(source, Text(vi="số nguyên từ 0 đến 100", en="a whole number from 0 to 100"), warnings)
    return number


def _unusable(source: Value, expected: Text, warnings: tuple[FeelWarning, ...]) -> ModelFailure:
    return ModelFailure(
        EXTRACT_VALUE_ERROR,
        f"{source.about.vi} ({source.shown}) phải là {expected.vi}.",
        f"{source.about.en} ({source.shown}) must be {expected.en}.",
        warnings,
    )
