"""Functions on strings. Positions count characters (code points) from 1."""

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.builtins.signature import Family
from engine.feel.decimals import as_int
from engine.feel.limits import exceeded
from engine.feel.regexes import run_pattern
from engine.feel.runtime import Run
from engine.feel.values import FeelValue

if TYPE_CHECKING:
    import regex

FUNCTIONS = Family()


@FUNCTIONS.define("substring(string: string, start position: number, length?: number)")
def substring(run: Run, string: str, start: Decimal, length: Decimal | None) -> FeelValue:
    """Give the part from a position (negative: from the end), cut to a length."""
    first = as_int(start)
    if first is None or first == 0 or abs(first) > len(string):
        return run.null("argument_value", name="substring", argument="start position")
    run.check_text(len(string))
    run.charge(5)
    begin = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[begin:]
    if length < 1:
        return run.null("argument_value", name="substring", argument="length")
    return string[begin : begin + int(min(length, Decimal(len(string))))]


@FUNCTIONS.define("string length(string: string)")
def string_length(_run: Run, string: str) -> FeelValue:
    """Count the characters."""
    return Decimal(len(string))


@FUNCTIONS.define("upper case(string: string)")
def upper_case(run: Run, string: str) -> FeelValue:
    """Turn letters into capitals."""
    run.check_text(len(string))
    return string.upper()


@FUNCTIONS.define("lower case(string: string)")
def lower_case(run: Run, string: str) -> FeelValue:
    """Turn letters into small ones."""
    run.check_text(len(string))
    return string.lower()


@FUNCTIONS.define("substring before(string: string, match: string)")
def substring_before(run: Run, string: str, match: str) -> FeelValue:
    """Give what stands before the first match, or nothing."""
    run.check_text(len(string))
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@FUNCTIONS.define("substring after(string: string, match: string)")
def substring_after(run: Run, string: str, match: str) -> FeelValue:
    """Give what stands after the first match, or nothing; everything stands after the empty string."""
    run.check_text(len(string))
    return string.partition(match)[2] if match else string


@FUNCTIONS.define("contains(string: string, match: string)")
def contains(run: Run, string: str, match: str) -> FeelValue:
    """Tell whether the string holds the match."""
    run.check_text(len(string))
    return match in string


@FUNCTIONS.define("starts with(string: string, match: string)")
def starts_with(_run: Run, string: str, match: str) -> FeelValue:
    """Tell whether the string begins with the match."""
    return string.startswith(match)


@FUNCTIONS.define("ends with(string: string, match: string)")
def ends_with(_run: Run, string: str, match: str) -> FeelValue:
    """Tell whether the string ends with the match."""
    return string.endswith(match)


@FUNCTIONS.define("matches(input: string, pattern: string, flags?: string|null)")
def matches(run: Run, text: str, pattern: str, flags: str | None) -> FeelValue:
    """Tell whether the pattern occurs in the text."""
    return run_pattern(
        run, pattern, flags, lambda compiled, seconds: compiled.search(text, timeout=seconds) is not None
    )


@FUNCTIONS.define("replace(input: string, pattern: string, replacement: string, flags?: string|null)")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> FeelValue:
    """Replace every match; `$1` stands for a group, `$0` for the match, a backslash quotes the next sign."""

    def substitute(compiled: "regex.Pattern[str]", seconds: float) -> FeelValue:
        template = _template(replacement, compiled.groups, literal="q" in (flags or ""))
        if template is None:
            return run.null("argument_value", name="replace", argument="replacement")
        return _replace_all(run, compiled, seconds, text, template)

    return run_pattern(run, pattern, flags, substitute)


def _replace_all(run: Run, compiled: "regex.Pattern[str]", seconds: float, text: str, template: list[str | int]) -> str:
    """Build the new text piece by piece, so that its growth is bounded."""
    pieces: list[str] = []
    length = at = 0
    for found in compiled.finditer(text, timeout=seconds):
        run.charge(1 + len(template))
        groups = [part if isinstance(part, str) else found.group(part) or "" for part in template]
        pieces += [text[at : found.start()], *groups]
        length += found.start() - at + sum(map(len, groups))
        if length > run.limits.string_chars:
            raise exceeded("string_chars", run.limits.string_chars)
        at = found.end()
    pieces.append(text[at:])
    run.check_text(length + len(text) - at)
    return "".join(pieces)


def _template(replacement: str, groups: int, *, literal: bool) -> list[str | int] | None:
    """Cut a replacement into texts and group numbers; None when it is not one of XPath."""
    if literal:
        return [replacement]
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        character = replacement[at]
        following = replacement[at + 1 : at + 2]
        if character == "\\" and following in {"\\", "$"} and following:
            parts.append(following)
            at += 2
        elif character == "$" and following.isascii() and following.isdigit():
            end = at + 2
            while replacement[end : end + 1].isdigit() and int(replacement[at + 1 : end + 1]) <= groups:
                end += 1
            number = int(replacement[at + 1 : end])
            parts.append(number if number <= groups else "")
            at = end
        elif character in "\\$":
            return None
        else:
            parts.append(character)
            at += 1
    return parts


@FUNCTIONS.define("split(string: string, delimiter: string)")
def split(run: Run, string: str, delimiter: str) -> FeelValue:
    """Cut the string at every match of a pattern."""

    def cut(compiled: "regex.Pattern[str]", seconds: float) -> FeelValue:
        pieces: list[FeelValue] = []
        at = 0
        for found in compiled.finditer(string, timeout=seconds):
            if found.end() > found.start():
                pieces.append(string[at : found.start()])
                at = found.end()
            run.charge(1)
        pieces.append(string[at:])
        run.check_list(len(pieces))
        return pieces

    return run_pattern(run, delimiter, None, cut)


@FUNCTIONS.define("string join(list: list, delimiter?: string|null)")
def string_join(run: Run, items: list[FeelValue], delimiter: str | None) -> FeelValue:
    """Join strings with a delimiter; nulls are left out."""
    texts = [item for item in items if item is not None]
    strings = [item for item in texts if isinstance(item, str)]
    if len(strings) != len(texts):
        return run.null("argument_value", name="string join", argument="list")
    run.charge(len(items))
    run.check_text(sum(map(len, strings)) + len(delimiter or "") * len(strings))
    return (delimiter or "").join(strings)


@FUNCTIONS.define("string join(list: list, delimiter: string|null, prefix: string, suffix: string)")
def string_join_between(run: Run, items: list[FeelValue], delimiter: str | None, prefix: str, suffix: str) -> FeelValue:
    """Join strings with a delimiter, between a prefix and a suffix (Camunda)."""
    joined = string_join(run, items, delimiter)
    if not isinstance(joined, str):
        return None
    run.check_text(len(prefix) + len(joined) + len(suffix))
    return prefix + joined + suffix
