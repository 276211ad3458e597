"""Reads what a job brings. A model that gives a connector the wrong thing gets an incident that says which and why."""

from datetime import date

from engine.errors import Finding, InputRejected, Text
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord

_LONGEST_DAY = len("2026-11-25")


def header(job: JobRecord, name: str, default: str | None = None) -> str:
    """Give a task header; raises InputRejected when it is missing and has no default."""
    value = job.headers.get(name, default)
    if not value:
        raise wrong(name, f"thiếu tham số “{name}” (zeebe:header)", f"the header “{name}” is missing")
    return value


def text(job: JobRecord, name: str) -> str:
    """Give a variable as text, an empty one when it is absent; numbers are written as they are."""
    value = job.variables.get(name)
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        raise wrong(name, f"biến “{name}” phải là chữ", f"the variable “{name}” must be a text")
    return str(value)


def required_text(job: JobRecord, name: str) -> str:
    """Give a variable as text; raises InputRejected when it is absent or blank."""
    value = text(job, name).strip()
    if not value:
        raise wrong(name, f"thiếu biến “{name}”", f"the variable “{name}” is missing")
    return value


def required_day(job: JobRecord, name: str) -> date:
    """Give a variable that is a day (a moment's day counts, too); raises InputRejected when it is none."""
    value = required_text(job, name)
    try:
        return date.fromisoformat(value[:_LONGEST_DAY])
    except ValueError:
        raise wrong(name, f"biến “{name}” phải là ngày", f"the variable “{name}” must be a day") from None


def texts(job: JobRecord, name: str) -> tuple[str, ...]:
    """Give a variable that is a list of texts (a single text counts as a list of one)."""
    value = job.variables.get(name)
    items: list[JsonValue] = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) and item for item in items):
        raise wrong(name, f"biến “{name}” phải là danh sách chữ", f"the variable “{name}” must be a list of texts")
    return tuple(str(item) for item in items)


def wrong(name: str, vi: str, en: str) -> InputRejected:
    """Make the refusal of what a job brings."""
    message = Text(vi=f"Mô hình quy trình cần sửa: {vi}.", en=f"The process model needs mending: {en}.")
    finding = Finding(code="job_input_invalid", text=message, field=name)
    return InputRejected(message, code="job_input_invalid", findings=(finding,))
