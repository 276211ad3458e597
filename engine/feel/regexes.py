"""Regular expressions of models: the XPath flavour, translated, run with a time bound that one evaluation shares.

The standard library's `re` never sees a pattern of a model: it cannot be stopped.
"""

import re
from collections.abc import Callable
from time import thread_time
from typing import TypeVar

import regex

from engine.feel.cache import SizedCache
from engine.feel.charclasses import is_category, translate_class, translate_escape
from engine.feel.limits import exceeded
from engine.feel.runtime import Run

_FLAGS = {"s": int(regex.DOTALL), "m": int(regex.MULTILINE), "i": int(regex.IGNORECASE), "x": 0, "q": 0}
_VERSION1 = int(regex.VERSION1)
_PLACEHOLDER = "\ue000"
_CACHE: SizedCache[tuple[str, str], "regex.Pattern[str]"] = SizedCache(100_000)
_REPEAT = re.compile(r"\{([0-9]{1,6})(?:,([0-9]{0,6}))?\}")
Result = TypeVar("Result")


class PatternError(ValueError):
    """The pattern or its flags are not those of XPath."""


def _compiled(pattern: str, flags: str) -> "regex.Pattern[str]":
    from elementpath.regex import RegexError  # noqa: PLC0415  a large library, for expressions with patterns alone

    options = 0
    for flag in flags:
        if flag not in _FLAGS:
            msg = f"flag {flag}"
            raise PatternError(msg)
        options |= _FLAGS[flag]
    try:
        if "q" in flags:
            return regex.compile(regex.escape(pattern), options, cache_pattern=False)
        text = _without_space(pattern) if "x" in flags else pattern
        return regex.compile("(?-f)" + _translated(text, options), options | _VERSION1, cache_pattern=False)
    except (RegexError, regex.error, RecursionError, OverflowError, IndexError, ValueError) as refused:
        raise PatternError(str(refused)[:120]) from refused


def _translated(pattern: str, options: int) -> str:
    """Translate a pattern: classes and categories here, groups, quantifiers and anchors by elementpath.

    elementpath would write a class out as a list of code points, which can take 50 ms for a single one.
    """
    from elementpath.regex import translate_pattern  # noqa: PLC0415

    outside: list[str] = []
    classes: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern[at] == "[":
            translated, at = translate_class(pattern, at)
        elif is_category(pattern, at):
            translated, at = translate_escape(pattern, at)
        elif pattern[at] == _PLACEHOLDER:
            msg = "private character"
            raise PatternError(msg)
        else:
            end = at + (2 if pattern[at] == "\\" else 1)
            outside.append(pattern[at:end])
            at = end
            continue
        classes.append(translated)
        outside.append(_PLACEHOLDER)
    pieces = translate_pattern("".join(outside), options).split(_PLACEHOLDER)
    return pieces[0] + "".join(part for pair in zip(classes, pieces[1:], strict=True) for part in pair)


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


def unrolled_size(pattern: str) -> int:
    """Count the parts of a pattern with every counted repetition written out: the memory that it needs compiled.

    Nested repetitions multiply, so `((a{1000}){1000}){1000}` is a short text for a billion parts.
    """
    sizes = [0]  # of the groups that are open
    last = at = 0
    while at < len(pattern):
        repeat = _REPEAT.match(pattern, at)
        if repeat is not None:
            times = max(int(repeat[1]), int(repeat[2] or 0), 1)
            sizes[-1] += last * (times - 1)
            last *= times
            at = repeat.end()
            continue
        character = pattern[at]
        if character == "(":
            sizes.append(0)
        elif character == ")" and len(sizes) > 1:
            last = sizes.pop() + 1
            sizes[-1] += last
        else:
            last = 1
            sizes[-1] += 1
        at = _class_end(pattern, at) if character == "[" else at + (2 if character == "\\" else 1)
    return sum(sizes)


def _class_end(pattern: str, at: int) -> int:
    """Give the position after the character class that starts at `at`."""
    depth = 0
    while at < len(pattern):
        character = pattern[at]
        at += 2 if character == "\\" else 1
        depth += (character == "[") - (character == "]")
        if depth == 0:
            break
    return at


def run_pattern(
    run: Run, pattern: str, flags: str | None, operation: "Callable[[regex.Pattern[str], float], Result]"
) -> Result | None:
    """Compile a pattern and run an operation on it with the seconds left; None, with a warning, when it is wrong.

    Raises FeelLimitExceeded when the pattern is too long or the time of this evaluation is used up.
    """
    if len(pattern) > run.limits.pattern_chars:
        raise exceeded("pattern_chars", run.limits.pattern_chars)
    size = unrolled_size(pattern)
    if size > run.limits.pattern_size:
        raise exceeded("pattern_size", run.limits.pattern_size)
    started = thread_time()
    try:
        compiled = _CACHE.get((pattern, flags or ""), size + 100, lambda asked: _compiled(*asked))
        seconds_left = run.limits.regex_ms / 1000 - run.regex_spent
        if seconds_left <= 0:
            raise exceeded("regex_ms", run.limits.regex_ms)
        return _patiently(lambda seconds: operation(compiled, seconds), seconds_left)
    except PatternError as refused:
        run.warn("bad_pattern", reason=str(refused))
        return None
    except TimeoutError:
        raise exceeded("regex_ms", run.limits.regex_ms) from None
    finally:
        run.regex_spent += thread_time() - started
        run.charge(10)


def _patiently(operation: Callable[[float], Result], seconds: float) -> Result:
    """Run an operation within a time; when the machine kept it waiting for most of that, once more with twice the time.

    The bound of `regex` is on the wall clock, and an expression must not fail because a server is busy.
    """
    started = thread_time()
    try:
        return operation(seconds)
    except TimeoutError:
        if thread_time() - started > seconds / 2:
            raise
        return operation(2 * seconds)
