"""The errors of the expression language: a text that cannot be parsed, a bound that was reached, a host's refusal.

At run time data never raises: FEEL answers null and records a warning. This module knows nothing of the rest.
"""


class FeelError(Exception):
    """Anything that the expression language raises on purpose, with a text in both languages."""

    code = "feel_error"

    def __init__(self, message_vi: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_vi = message_vi
        self.message_en = message_en


class FeelSyntaxError(FeelError):
    """The text is not a FEEL expression; `line` and `column` count from 1."""

    code = "feel_syntax"

    def __init__(self, *, line: int, column: int, expected: str, message_vi: str, message_en: str) -> None:
        super().__init__(message_vi, message_en)
        self.line = line
        self.column = column
        self.expected = expected


class FeelLimitExceeded(FeelError):
    """An evaluation reached a bound of its `Limits`; `limit` names it. No model can lift it."""

    code = "feel_limit"

    def __init__(self, limit: str, maximum: int, message_vi: str, message_en: str) -> None:
        super().__init__(message_vi, message_en)
        self.limit = limit
        self.maximum = maximum


class HostFunctionRefusal(FeelError):
    """Raised by a host function for data it cannot use: the call answers null and the text becomes a warning."""

    code = "host_function_refused"
