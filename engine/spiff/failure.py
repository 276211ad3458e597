"""A failure of the model while it runs: it becomes an incident and never leaves this package."""

from collections.abc import Sequence

from engine.errors import Text
from engine.feel import FeelWarning

CALLED_ELEMENT_ERROR = "CALLED_ELEMENT_ERROR"
CONDITION_ERROR = "CONDITION_ERROR"
DECISION_EVALUATION_ERROR = "DECISION_EVALUATION_ERROR"
EXTRACT_VALUE_ERROR = "EXTRACT_VALUE_ERROR"
FORM_NOT_FOUND = "FORM_NOT_FOUND"
IO_MAPPING_ERROR = "IO_MAPPING_ERROR"
LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
JOIN_CANNOT_FIRE = "JOIN_CANNOT_FIRE"
UNHANDLED_ERROR = "UNHANDLED_ERROR_EVENT"

_WARNINGS = 5  # reasons that a message tells; the first ones are the nearest to the cause


class ModelFailure(Exception):
    """An element cannot act or be left; `error_type` is the incident's stable code."""

    def __init__(self, error_type: str, vi: str, en: str, warnings: Sequence[FeelWarning] = ()) -> None:
        super().__init__(en)
        self.error_type = error_type
        self.text = Text(
            vi=" ".join([vi, *(warning.vi for warning in warnings[:_WARNINGS])]),
            en=" ".join([en, *(warning.en for warning in warnings[:_WARNINGS])]),
        )


def unhandled(code: str) -> ModelFailure:
    """Give the failure of what throws an error that nobody catches."""
    return ModelFailure(
        UNHANDLED_ERROR,
        f"Không sự kiện nào bắt lỗi “{code}”. Hãy thêm sự kiện biên bắt lỗi ở bước bao ngoài.",
        f"No event catches error “{code}”. Add an error boundary event to a surrounding activity.",
    )
