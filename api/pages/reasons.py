"""Why a document came back, reason by reason, each with the words at which the place to mend is found in the draft.

People write reasons as they like: numbered ones are shown one by one. What stands in quotation marks is looked for in
the draft; without any, the part of an official document that the reason names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.model.json_value import JsonValue

REASONS: Final = "reasons"  # property of a step: the variable that holds the text
_NUMBERED: Final = re.compile(r"(?:^|(?<=\s))\d{1,2}[.)]\s+")
_QUOTED: Final = re.compile(r"[“\"]([^“”\"]{2,80})[”\"]")
_SECTION: Final = re.compile(r"\b(?:mục|khoản)\s+(\d{1,2})\b", re.IGNORECASE)
_PARTS: Final[Mapping[str, str]] = {
    "nơi nhận": "Nơi nhận",
    "kính gửi": "Kính gửi",
    "căn cứ": "Căn cứ",
    "số, ký hiệu": "Số:",
    "quốc hiệu": "CỘNG HÒA",
    "tiêu ngữ": "Độc lập",
    "địa danh": "ngày",
}
_SUBJECT: Final = "trích yếu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason; `place` are words of the draft at the place, empty when none are known."""

    text: str
    place: str


def reasons(written: JsonValue, variables: Mapping[str, JsonValue]) -> tuple[Reason, ...]:
    """Give the reasons in a text; `variables` are those of the case, whose `trich_yeu` is the subject."""
    if not isinstance(written, str):
        return ()
    parts = [part.strip() for part in _NUMBERED.split(written)]
    return tuple(Reason(text=part, place=_place(part, variables)) for part in parts if part)


def deviations(found: JsonValue) -> tuple[Reason, ...]:
    """Give what the automatic check found (a list of texts, the words of the draft in quotation marks)."""
    texts = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
    return tuple(Reason(text=one, place=_quoted(one)) for one in texts)


def _place(reason: str, variables: Mapping[str, JsonValue]) -> str:
    quoted = _quoted(reason)
    if quoted:
        return quoted
    folded = reason.casefold()
    subject = variables.get("trich_yeu")
    if _SUBJECT in folded and isinstance(subject, str):
        return subject[:60]
    named = next((words for part, words in _PARTS.items() if part in folded), "")
    section = _SECTION.search(reason)
    return named or (f"{section[1]}. " if section else "")


def _quoted(text: str) -> str:
    found = _QUOTED.search(text)
    return found[1].strip() if found else ""
