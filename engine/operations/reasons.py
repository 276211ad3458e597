"""The reason that a person gives for stepping into the work of others; it stands in the case's history."""

from typing import Final

from engine.errors import Finding, InputRejected, Text

LONGEST_REASON: Final = 2000


def require_reason(reason: str) -> None:
    """Raise InputRejected unless there is a reason of a length that can be read."""
    if reason.strip() and len(reason) <= LONGEST_REASON:
        return
    text = Text(
        vi=f"Hãy ghi lý do (tối đa {LONGEST_REASON} ký tự). Chưa có gì thay đổi.",
        en=f"Give a reason (at most {LONGEST_REASON} characters). Nothing has changed.",
    )
    raise InputRejected(
        text, code="reason_missing", findings=(Finding(code="reason_missing", text=text, field="reason"),)
    )
