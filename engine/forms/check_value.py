"""Checks one answer: its type, its bounds, its options. Gives the value as the case keeps it, or what is wrong.

Values come from a browser or a machine: nothing about them is believed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from engine.errors import Finding
from engine.feel import Host
from engine.forms import messages
from engine.forms.dates import OFFICE_ZONE, day_of, read_iso
from engine.forms.expressions import Expression, Scope
from engine.forms.field_reader import to_decimal
from engine.forms.limits import FormLimits
from engine.forms.patterns import pattern_matches
from engine.forms.schema import DateKind, Kind
from engine.forms.state import ComponentState
from engine.model.json_value import JsonValue

# NUL cannot be stored in jsonb, lone surrogates are not UTF-8, the other control characters have no business in a text.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_DOCUMENT_KEY = re.compile(r"[1-9][0-9]{0,18}")
_DATE_CODES = {DateKind.DATE: "date_invalid", DateKind.TIME: "time_invalid", DateKind.DATETIME: "datetime_invalid"}


@dataclass(kw_only=True)
class Check:
    """The check of one answer; `problems` fills as it goes."""

    state: ComponentState
    scope: Scope
    host: Host
    limits: FormLimits
    problems: list[Finding] = field(default_factory=list)

    def run(self) -> JsonValue:
        """Give the clean value (None for no answer), recording problems. Raises LimitExceeded (a hostile pattern)."""
        value = None if _is_blank(self.state.value) else self.state.value
        clean = None if value is None else _CHECKS[self.state.component.kind](self, value)
        nothing = clean is None or clean == [] or (clean is False and self.state.component.kind is Kind.CHECKBOX)
        if self.state.required and nothing and not self.problems:
            component = self.state.component
            self.problems.append(messages.required(component.kind, self.state.label, self.state.path, component.id))
        return clean

    def wrong(self, code: str, *, value: JsonValue = "", limit: str = "", count: int = 0) -> None:
        """Record a problem of this answer."""
        component = self.state.component
        self.problems.append(
            messages.finding(
                code,
                key=self.state.path,
                component_id=component.id,
                label=self.state.label,
                value=str(value),
                limit=limit,
                count=count,
            )
        )

    def bound(self, setting: Decimal | Expression | None) -> Decimal | None:
        """Give a fixed or computed bound; a computed one that is no number does not constrain."""
        if isinstance(setting, Expression):
            return to_decimal(setting.evaluate(self.scope, self.host), self.limits.number_digits)
        return setting


def _is_blank(value: JsonValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(check: Check, value: JsonValue) -> JsonValue:
    if not isinstance(value, str):
        check.wrong("text_invalid")
        return None
    text = value.replace("\r\n", "\n").strip()
    rules, count = check.state.component.constraints, len(text)
    longest = min(check.bound(rules.max_length) or Decimal(check.limits.text_chars), Decimal(check.limits.text_chars))
    shortest = check.bound(rules.min_length)
    if _UNSTORABLE.search(text):
        check.wrong("text_character_invalid")
    elif count > longest:
        check.wrong("text_too_long", limit=f"{longest:f}", count=count)
    elif shortest is not None and count < shortest:
        check.wrong("text_too_short", limit=f"{shortest:f}", count=count)
    elif rules.pattern is not None and not pattern_matches(text, rules.pattern):
        _pattern_problem(check)
    return text


def _pattern_problem(check: Check) -> None:
    told = check.state.component.constraints.pattern_message
    if told is None:
        check.wrong("pattern_mismatch")
        return
    component = check.state.component
    check.problems.append(Finding(code="pattern_mismatch", text=told, field=check.state.path, element_id=component.id))


def _number(check: Check, value: JsonValue) -> JsonValue:
    number = None if isinstance(value, str) else to_decimal(value, check.limits.number_digits)
    if number is None:
        check.wrong("number_invalid", value=value if isinstance(value, str | int | float | Decimal) else "")
        return None
    rules = check.state.component.constraints
    low, high, digits = check.bound(rules.minimum), check.bound(rules.maximum), rules.decimal_digits
    exponent = number.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    if digits is not None and places > digits:
        check.wrong("number_not_whole" if digits == 0 else "number_too_precise", limit=str(digits))
    elif low is not None and number < low:
        check.wrong("number_too_small", limit=f"{low:f}")
    elif high is not None and number > high:
        check.wrong("number_too_large", limit=f"{high:f}")
    return int(number) if places == 0 else number


def _checkbox(check: Check, value: JsonValue) -> JsonValue:
    if isinstance(value, bool):
        return value
    check.wrong("boolean_invalid")
    return None


def _choice(check: Check, value: JsonValue) -> JsonValue:
    if not check.state.options_known:
        check.wrong("options_unavailable")
        return None
    if not isinstance(value, list | dict):
        for option in check.state.options:
            same = option.value == value and isinstance(option.value, bool) == isinstance(value, bool)
            if same or (isinstance(value, str) and as_posted(option.value) == value):
                if option.offered:
                    return option.value
                check.wrong("choice_not_offered", value=option.label.vi)
                return None
    source = check.state.component.options
    searched = source is not None and source.directory is not None
    check.wrong(
        "choice_not_found" if searched else "choice_invalid", value="" if isinstance(value, list | dict) else value
    )
    return None


def as_posted(value: JsonValue) -> str:
    """Give an option's value as it stands in a page and comes back from it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _checklist(check: Check, value: JsonValue) -> JsonValue:
    if not isinstance(value, list) or len(value) > check.limits.options:
        check.wrong("choice_list_invalid")
        return None
    chosen: list[JsonValue] = []
    for item in value:
        clean = _choice(check, item)
        if clean is None:
            return None
        if clean not in chosen:
            chosen.append(clean)
    return chosen


def _datetime(check: Check, value: JsonValue) -> JsonValue:
    kind = check.state.component.date_kind
    iso = read_iso(value, kind) if isinstance(value, str) else None
    if iso is None:
        check.wrong(_DATE_CODES[kind], value="" if isinstance(value, list | dict) else value)
        return None
    now = check.host.now
    looks_ahead = check.state.component.constraints.no_past and kind is not DateKind.TIME
    if looks_ahead and now is not None and day_of(iso) < now().astimezone(OFFICE_ZONE).date():
        check.wrong("date_in_past")
    return iso


def _files(check: Check, value: JsonValue) -> JsonValue:
    keys = value if isinstance(value, list) else [value]
    most = check.limits.files if check.state.multiple else 1
    if not all(isinstance(key, str) and _DOCUMENT_KEY.fullmatch(key) for key in keys):
        check.wrong("file_invalid")
        return None
    unique = list(dict.fromkeys(keys))
    if len(unique) > most:
        check.wrong("file_too_many", limit=str(most))
    return unique


_CHECKS: dict[Kind, Callable[[Check, JsonValue], JsonValue]] = {
    Kind.TEXTFIELD: _text,
    Kind.TEXTAREA: _text,
    Kind.NUMBER: _number,
    Kind.CHECKBOX: _checkbox,
    Kind.RADIO: _choice,
    Kind.SELECT: _choice,
    Kind.CHECKLIST: _checklist,
    Kind.TAGLIST: _checklist,
    Kind.DATETIME: _datetime,
    Kind.FILEPICKER: _files,
}
