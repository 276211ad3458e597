"""Regular expressions of models: the XPath flavour, translated, run with a time bound that one evaluation shares.

The standard library's `re` never sees a pattern of a model: it cannot be stopped.
"""

from collections.abc import Callable
from functools import lru_cache
from time import perf_counter
from typing import TypeVar

import regex
from elementpath.regex import RegexError, translate_pattern

from engine.feel.limits import exceeded
from engine.feel.runtime import Run

_FLAGS = {"s": int(regex.DOTALL), "m": int(regex.MULTILINE), "i": int(regex.IGNORECASE), "x": 0, "q": 0}
_MAX_REPEAT = 1000
Result = TypeVar("Result")


class PatternError(ValueError):
    """The pattern or its flags are not those of XPath."""


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> "regex.Pattern[str]":
    options = 0
    for flag in flags:
        if flag not in _FLAGS:
            msg = f"flag {flag}"
            raise PatternError(msg)
        options |= _FLAGS[flag]
    try:
        if "q" in flags:
            return regex.compile(regex.escape(pattern), options)
        text = _without_space(pattern) if "x" in flags else pattern
        return regex.compile(translate_pattern(text, options), options)
    except (RegexError, regex.error, RecursionError, OverflowError, IndexError, ValueError) as refused:
        raise PatternError(str(refused)[:120]) from refused


def _without_space(pattern: str) -> str:
    """Drop white space outside character classes, as the flag `x` asks."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for character in pattern:
        if depth or character not in " \t\n\r":
            kept.append(character)
        if escaped:
            escaped = character in " \t\n\r" and not depth
        elif character == "\\":
            escaped = True
        elif character in "[]":
            depth += 1 if character == "[" else -1
    return "".join(kept)


def run_pattern(
    run: Run, pattern: str, flags: str | None, operation: "Callable[[regex.Pattern[str], float], Result]"
) -> Result | None:
    """Compile a pattern and run an operation on it with the seconds left; None, with a warning, when it is wrong.

    Raises FeelLimitExceeded when the pattern is too long or the time of this evaluation is used up.
    """
    if len(pattern) > run.limits.pattern_chars:
        raise exceeded("pattern_chars", run.limits.pattern_chars)
    started = perf_counter()
    try:
        compiled = _compiled(pattern, flags or "")
        if run.regex_left <= 0:
            raise exceeded("regex_ms", run.limits.regex_ms)
        return operation(compiled, run.regex_left)
    except PatternError as refused:
        run.warn("bad_pattern", reason=str(refused))
        return None
    except TimeoutError:
        raise exceeded("regex_ms", run.limits.regex_ms) from None
    finally:
        run.regex_left -= perf_counter() - started
        run.charge(10)
