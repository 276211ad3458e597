"""Camunda 8's extensions that fit no other family. Chance comes from the host only."""

import base64
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from engine.feel.builtins.signature import Family
from engine.feel.decimals import NUMBER
from engine.feel.pythonvalues import from_json_text, to_json_text
from engine.feel.regexes import run_pattern
from engine.feel.runtime import Run, charge_for_walk
from engine.feel.values import FeelValue

if TYPE_CHECKING:
    import regex

FUNCTIONS = Family()


@FUNCTIONS.define("get or else(value: any, default: any)")
def get_or_else(_run: Run, value: FeelValue, default: FeelValue) -> FeelValue:
    """Give the value, or the default when it is null."""
    return default if value is None else value


@FUNCTIONS.define("is defined(value: any)")
def is_defined(_run: Run, value: FeelValue) -> FeelValue:
    """Tell whether a value is there, that is, not null."""
    return value is not None


@FUNCTIONS.define("assert(value: any, condition: any)")
def assert_that(run: Run, value: FeelValue, condition: FeelValue) -> FeelValue:
    """Give the value if the condition is true, else null with a warning."""
    return value if condition is True else run.null("assertion")


@FUNCTIONS.define("assert(value: any, condition: any, cause: string)")
def assert_because(run: Run, value: FeelValue, condition: FeelValue, cause: str) -> FeelValue:
    """Give the value if the condition is true, else null with the cause as warning."""
    return value if condition is True else run.null("assertion_text", text=cause[:200])


@FUNCTIONS.define("trim(string: string)")
def trim(run: Run, string: str) -> FeelValue:
    """Drop white space at both ends."""
    run.check_text(len(string))
    return string.strip()


@FUNCTIONS.define("is blank(string: string)")
def is_blank(run: Run, string: str) -> FeelValue:
    """Tell whether a string has nothing but white space."""
    run.check_text(len(string))
    return not string.strip()


@FUNCTIONS.define("extract(string: string, pattern: string)")
def extract(run: Run, string: str, pattern: str) -> FeelValue:
    """Give all matches of a pattern."""

    def find(compiled: "regex.Pattern[str]", seconds: float) -> FeelValue:
        found: list[FeelValue] = []
        for match in compiled.finditer(string, timeout=seconds):
            run.charge(1)
            found.append(match.group())
        run.check_list(len(found))
        return found

    return run_pattern(run, pattern, None, find)


@FUNCTIONS.define("to base64(value: string)")
def to_base64(run: Run, value: str) -> FeelValue:
    """Encode the UTF-8 bytes of a string."""
    run.check_text(len(value) * 6)
    return base64.b64encode(value.encode("utf-8", "replace")).decode("ascii")


@FUNCTIONS.define("uuid()")
def uuid(run: Run) -> FeelValue:
    """Give a random UUID (version 4)."""
    if run.host.random_bytes is None:
        return run.null("no_chance")
    return str(UUID(bytes=run.host.random_bytes(16), version=4))


@FUNCTIONS.define("random number()")
def random_number(run: Run) -> FeelValue:
    """Give a random number from 0 up to, but not, 1; it has 17 digits."""
    if run.host.random_bytes is None:
        return run.null("no_chance")
    return NUMBER.scaleb(Decimal(int.from_bytes(run.host.random_bytes(16)) % 10**17), -17)


@FUNCTIONS.define("to json(value: any)")
def to_json(run: Run, value: FeelValue) -> FeelValue:
    """Write a value as JSON text, numbers with all their digits."""
    charge_for_walk(run, value)
    run.charge(6)
    text = to_json_text(value)
    run.check_text(len(text))
    return text


@FUNCTIONS.define("from json(value: string)")
def from_json(run: Run, value: str) -> FeelValue:
    """Read JSON text; null with a warning when it is none."""
    run.charge(12 + len(value))
    try:
        return from_json_text(value)
    except ValueError:
        return run.null("bad_json")
