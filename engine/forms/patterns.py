"""Regular expressions that a form may ask an answer to match, run by FEEL's time-bounded `matches`.

Python's own `re` is never used on a pattern of a form: it can be made to hang.
"""

from functools import lru_cache

from engine.forms.expressions import PLAIN_HOST, Expression, compile_expression

EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
PHONE = r"^\+?[0-9 ().\-]{7,32}$"


@lru_cache(maxsize=1)
def _matcher() -> Expression:
    return compile_expression("matches(text, pattern)")


def pattern_is_valid(pattern: str) -> bool:
    """Tell whether FEEL can run `pattern` at all."""
    return _run("", pattern) is not None


def pattern_matches(text: str, pattern: str) -> bool:
    """Tell whether `text` contains a match of `pattern` (anchor it to match the whole); raises LimitExceeded."""
    return _run(text, pattern) is True


def _run(text: str, pattern: str) -> object:
    return _matcher().evaluate({"text": text, "pattern": pattern}, PLAIN_HOST)
