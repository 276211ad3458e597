"""Reading typed fields from parsed JSON, noting every mistake with the place where it stands.

For the data files of this package only. A reader never guesses: a wrong type, an unknown key or a missing value is a
finding, and the caller refuses the whole file when there is one. No file is opened here.
"""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from engine.errors import Finding, InputRejected, Text

MAX_TEXT = 4_000
MAX_FINDINGS = 50
"""Findings listed at most: a wrong file must not answer with a message of a million lines."""

Choice = TypeVar("Choice", bound=StrEnum)


class Findings:
    """The mistakes found so far in one file."""

    def __init__(self, code: str) -> None:
        """Start with none; `code` is the stable code that each finding carries."""
        self._code = code
        self._found: list[Finding] = []
        self._more = 0

    def note(self, path: str, vi: str, en: str) -> None:
        """Add one mistake at `path`."""
        if len(self._found) >= MAX_FINDINGS:
            self._more += 1
            return
        text = Text(vi=f"{path}: {vi}", en=f"{path}: {en}")
        self._found.append(Finding(code=self._code, text=text, field=path))

    def refuse_if_any(self, what_vi: str, what_en: str) -> None:
        """Raise InputRejected naming all mistakes when there are some."""
        if not self._found:
            return
        listed_vi = " ".join(f.text.vi for f in self._found)
        listed_en = " ".join(f.text.en for f in self._found)
        more_vi = f" Và {self._more} lỗi khác." if self._more else ""
        more_en = f" And {self._more} more." if self._more else ""
        raise InputRejected(
            Text(vi=f"{what_vi} có lỗi. {listed_vi}{more_vi}", en=f"{what_en}: mistakes. {listed_en}{more_en}"),
            code=self._code,
            findings=tuple(self._found),
        )


class Fields:
    """One JSON object being read; each method takes a key once and answers None after noting a mistake."""

    def __init__(self, value: object, path: str, findings: Findings) -> None:
        """Wrap `value`, which should be an object; anything else is a finding and reads as empty."""
        self.path = path
        self.findings = findings
        self.is_object = isinstance(value, Mapping)
        self._values: Mapping[object, object] = value if isinstance(value, Mapping) else {}
        self._taken: set[str] = set()
        if not self.is_object:
            findings.note(path, "phải là một đối tượng JSON.", "must be a JSON object.")

    def raw(self, key: str, *, required: bool) -> object:
        """Take the value of `key` as it is; None when absent or null."""
        self._taken.add(key)
        value = self._values.get(key)
        if value is None and required and self.is_object:
            self.wrong(key, "thiếu giá trị.", "is missing.")
        return value

    def wrong(self, key: str, vi: str, en: str) -> None:
        """Note a mistake of `key`."""
        self.findings.note(f"{self.path}.{key}", vi, en)

    def text(self, key: str, *, required: bool = False) -> str | None:
        """Take a text of 1 to MAX_TEXT characters."""
        value = self.raw(key, required=required)
        if value is None or (isinstance(value, str) and value.strip() and len(value) <= MAX_TEXT):
            return value
        self.wrong(key, f"phải là chữ, không trống, tối đa {MAX_TEXT} ký tự.", f"must be 1 to {MAX_TEXT} characters.")
        return None

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice | None:
        """Take one of the values of an enumeration; required when there is no default."""
        value = self.raw(key, required=default is None)
        if value is None:
            return default
        known = [item.value for item in choices]
        if isinstance(value, str) and value in known:
            return choices(value)
        listed = ", ".join(known)
        self.wrong(key, f"phải là một trong: {listed}.", f"must be one of: {listed}.")
        return None

    def flag(self, key: str) -> bool:
        """Take true or false; false when absent."""
        value = self.raw(key, required=False)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(key, "phải là true hoặc false.", "must be true or false.")
        return False

    def whole(self, key: str, lowest: int, highest: int, *, required: bool = False) -> int | None:
        """Take a whole number within bounds."""
        value = self.raw(key, required=required)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
            return value
        self.wrong(key, f"phải là số nguyên {lowest}–{highest}.", f"must be a whole number {lowest}–{highest}.")
        return None

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Take a date written YYYY-MM-DD."""
        value = self.text(key, required=required)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(key, "phải là ngày dạng NNNN-TT-NN.", "must be a date YYYY-MM-DD.")
            return None

    def time_of_day(self, key: str) -> time | None:
        """Take a required local time written HH:MM."""
        value = self.text(key, required=True)
        if value is None:
            return None
        try:
            parsed = time.fromisoformat(value)
        except ValueError:
            parsed = None
        if parsed is None or parsed.tzinfo is not None:
            self.wrong(key, "phải là giờ dạng GG:PP.", "must be a time HH:MM.")
            return None
        return parsed

    def refuse_unknown(self) -> None:
        """Note every key that nobody took: a misspelt key must not be lost silently."""
        for key in self._values:
            if not isinstance(key, str) or key not in self._taken:
                self.wrong(str(key)[:100], "trường không có trong quy định.", "is not a known field.")


def elements(value: object, path: str, findings: Findings, limit: int) -> list[object]:
    """Give the elements of a JSON array of at most `limit`; anything else is a finding and reads as empty."""
    if not isinstance(value, list):
        findings.note(path, "phải là một danh sách JSON.", "must be a JSON array.")
        return []
    if len(value) > limit:
        findings.note(path, f"quá {limit} phần tử.", f"has more than {limit} elements.")
        return []
    return value
