"""The one way in which a day is typed on our pages: 31/12/2026, as it is shown; ISO 8601 from addresses too."""

from datetime import date
from typing import Final

from engine.errors import Finding, InputRejected, Text
from engine.forms.dates import read_typed
from engine.forms.schema import DateKind

REFUSAL: Final = Text(vi="Hãy viết ngày như 31/12/2026.", en="Write the day like 31/12/2026.")


def read_day(text: str, field: str, *, refusal: Text = REFUSAL) -> date | None:
    """Give the day that a person typed into `field`, None for an empty text.

    Raises InputRejected (finding `date_invalid`) with `refusal` when it is no day.
    """
    if not text.strip():
        return None
    kept = read_typed(text, DateKind.DATE)
    if kept is None:
        raise InputRejected(refusal, code="date_invalid", findings=(_finding(field, refusal),))
    return date.fromisoformat(kept)


def _finding(field: str, refusal: Text) -> Finding:
    return Finding(code="date_invalid", text=refusal, field=field)
