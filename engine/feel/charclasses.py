r"""Character classes and category escapes of XPath patterns, in the set notation of the `regex` package (version 1).

Written as sets of properties and not as lists of code points: `[\p{L}-[\p{Lu}]]` stays short, and takes no time.
"""

# XML 1.0: what may start a name, and what may stand in one.
_NAME_START = (
    r":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_PART = _NAME_START + r"\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPES = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME_PART}]",
    "C": f"[^{_NAME_PART}]",
    "n": r"\n",
    "r": r"\r",
    "t": r"\t",
}
_QUOTABLE = frozenset("\\|.-^?*+{}()[]$")
_MAX_NESTING = 20


class ClassError(ValueError):
    """The class is not one of XPath."""


def is_category(pattern: str, at: int) -> bool:
    """Tell whether an escape at `at` stands for many characters."""
    return pattern[at] == "\\" and pattern[at + 1 : at + 2] in {*"dDsSwWiIcCpP"}


def translate_escape(pattern: str, at: int) -> tuple[str, int]:
    """Translate the escape at `at`; gives it and the position after it."""
    mark = pattern[at + 1 : at + 2]
    if mark in _ESCAPES:
        return _ESCAPES[mark], at + 2
    if mark in {"p", "P"} and pattern[at + 2 : at + 3] == "{":
        end = pattern.find("}", at)
        name = pattern[at + 3 : end]
        block = name.removeprefix("Is")
        if end < 0 or not block.replace("-", "").isalnum():
            raise ClassError(pattern[at : at + 12])
        return f"\\{mark}{{{'In' + block if name != block else name}}}", end + 1
    if mark and mark in _QUOTABLE:
        return f"\\{mark}", at + 2
    raise ClassError(pattern[at : at + 2])


def translate_class(pattern: str, at: int, depth: int = 0) -> tuple[str, int]:
    """Translate the class whose bracket stands at `at`; gives it and the position after it."""
    if depth > _MAX_NESTING:
        raise ClassError(pattern[at : at + 12])
    at += 1
    negated = pattern[at : at + 1] == "^"
    at += negated
    parts: list[str] = []
    subtracted = ""
    while pattern[at : at + 1] != "]" or not parts:
        if at >= len(pattern) or pattern[at] == "[":
            raise ClassError("[")
        if pattern[at : at + 2] == "-[" and parts:
            subtracted, at = translate_class(pattern, at + 1, depth + 1)
            if pattern[at : at + 1] != "]":
                raise ClassError("-[")
            break
        part, at = _item(pattern, at, first=not parts)
        parts.append(part)
    base = f"[{'^' if negated else ''}{''.join(parts)}]"
    return (f"[{base}--{subtracted}]" if subtracted else base), at + 1


def _item(pattern: str, at: int, *, first: bool) -> tuple[str, int]:
    """Translate one character, escape or range of a class."""
    start, after = _single(pattern, at)
    ends_class = pattern[after + 1 : after + 2] in {"]", "[", ""}
    if pattern[after : after + 1] != "-" or ends_class:
        if pattern[at] == "-" and not first and pattern[after : after + 1] not in {"]", "-"}:
            raise ClassError("-")
        return start, after
    if is_category(pattern, at) or is_category(pattern, after + 1):
        raise ClassError(pattern[at : after + 2])
    end, after = _single(pattern, after + 1)
    if ord(_character(start)) > ord(_character(end)):
        raise ClassError(f"{start}-{end}")
    return f"{start}-{end}", after


def _single(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at] == "\\":
        return translate_escape(pattern, at)
    character = pattern[at]
    return (f"\\{character}" if character.isascii() and not character.isalnum() else character), at + 1


def _character(written: str) -> str:
    return {"\\n": "\n", "\\r": "\r", "\\t": "\t"}.get(written, written[-1])
