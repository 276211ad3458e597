"""Law as data for one process: the rule book and code lists as last read, and what FEEL may ask of them.

The cache holds one version of the law. Each transaction knows which version it goes by (`engine.store.law_version`), so
an administrator's change reaches every web and worker process at once.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from secrets import token_bytes
from zoneinfo import ZoneInfo

from engine.calendar import Deadline, RuleBook, host_functions, load_calendar, load_legal_rules
from engine.errors import EngineError
from engine.feel import FeelDate, FeelDateTime, Host, HostFunction, HostFunctionRefusal, from_python, to_json
from engine.operations.deadlines.rule_choice import choose_rule
from engine.store import Transaction
from engine.store.queries.law import CodeRow, read_calendar, read_code_lists, read_legal_rules
from engine.store.queries.people import unit_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What was in force when it was read."""

    version: int
    rule_book: RuleBook
    code_lists: Mapping[str, tuple[CodeRow, ...]]


class LawCache:
    """The law as last read; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._law: Law | None = None

    def current(self, transaction: Transaction) -> Law:
        """Give the law that the transaction goes by; what it changes itself, as far as it has."""
        if transaction.changes_law:
            return _read(transaction)
        with self._lock:
            if self._law is None or self._law.version != transaction.law_version:
                self._law = _read(transaction)
            return self._law

    def forget(self) -> None:
        """Read anew at the next use (after a change from outside, as by a restored backup)."""
        with self._lock:
            self._law = None

    def host(self, transaction: Transaction, deadlines: list[Deadline]) -> Host:
        """Give what expressions may call; every deadline computed is appended to `deadlines` with its explanation."""
        law = self.current(transaction)
        zone = law.rule_book.calendar.zone
        functions = {
            name: HostFunction(name, parameters, _adapted(_dated(call)))
            for name, parameters, call in host_functions(
                law.rule_book, as_of=transaction.now.astimezone(zone).date(), observe=deadlines.append
            )
        }
        functions["code list"] = HostFunction("code list", ("key",), _code_list(law.code_lists))
        plain = Host(
            functions=dict(functions),
            now=lambda: transaction.now.astimezone(zone),
            timezone=str(zone),
            random_bytes=token_bytes,
        )
        functions["applicable rule"] = HostFunction(
            "applicable rule", ("register id", "facts"), _applicable_rule(law.rule_book, plain)
        )
        functions["unit name"] = HostFunction("unit name", ("code",), _unit_name(transaction))
        return replace(plain, functions=functions)


def _read(transaction: Transaction) -> Law:
    version = transaction.law_version  # read first: what is newer than its number is read again
    lists: defaultdict[str, list[CodeRow]] = defaultdict(list)
    for row in read_code_lists(transaction.connection):
        lists[row.list_key].append(row)
    return Law(
        version=version,
        rule_book=RuleBook(
            calendar=load_calendar(read_calendar(transaction.connection)),
            rules=load_legal_rules(read_legal_rules(transaction.connection)),
        ),
        code_lists={key: tuple(rows) for key, rows in lists.items()},
    )


def _code_list(lists: Mapping[str, tuple[CodeRow, ...]]) -> Callable[..., object]:
    def code_list(key: object) -> object:
        if not isinstance(key, str) or key not in lists:
            raise HostFunctionRefusal(f"Không có danh mục “{key}”.", f"There is no code list “{key}”.")
        return [{"value": row.value, "label": row.vi, "label_en": row.en} for row in lists[key] if row.offered]

    return code_list


def _applicable_rule(book: RuleBook, host: Host) -> Callable[..., object]:
    """Make `applicable rule(register id, facts)`: the id of the rule that applies, null when none does."""

    def applicable_rule(register_id: object, facts: object) -> object:
        if register_id is None or facts is None:
            return None
        if not isinstance(register_id, str) or not isinstance(facts, Mapping) or host.now is None:
            raise HostFunctionRefusal(
                "applicable rule cần mã dòng và một bộ dữ kiện.", "applicable rule needs a line and a context of facts."
            )
        try:
            found = choose_rule(book, register_id, facts, host.now().date(), host)
        except EngineError as error:
            raise HostFunctionRefusal(error.text.vi, error.text.en) from error
        return None if found is None else found.id

    return applicable_rule


def _unit_name(transaction: Transaction) -> Callable[..., object]:
    def unit_name_of(code: object) -> object:
        if code is None:
            return None
        found = unit_name(transaction.connection, code) if isinstance(code, str) else None
        if found is None:
            raise HostFunctionRefusal(f"Không có cơ quan, đơn vị “{code}”.", f"There is no unit or body “{code}”.")
        return found

    return unit_name_of


def _adapted(call: Callable[..., object]) -> Callable[..., object]:
    def adapted(*arguments: object) -> object:
        try:
            return from_python(call(*(_plain(argument) for argument in arguments)))
        except EngineError as error:
            raise HostFunctionRefusal(error.text.vi, error.text.en) from error

    return adapted


def _dated(call: Callable[..., object]) -> Callable[..., object]:
    """Let a function that a rule dates give null where the rule is not in force, as where it is switched off."""

    def dated(*arguments: object) -> object:
        try:
            return call(*arguments)
        except EngineError as error:
            if error.stable_code == "legal_rule_not_in_force":
                return None
            raise

    return dated


def _plain(value: object) -> object:
    """Turn a FEEL date or moment, or its ISO text as variables keep it, into Python's."""
    if isinstance(value, FeelDate):
        return date.fromisoformat(str(value))
    if isinstance(value, FeelDateTime):
        return _moment(str(to_json(value)))
    if isinstance(value, str) and value[4:5] == "-":
        return _moment(value) if "T" in value else _date_or_text(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _moment(text: str) -> datetime | str:
    plain, _, zone = text.partition("@")
    try:
        moment = datetime.fromisoformat(plain)
        return moment.replace(tzinfo=ZoneInfo(zone)) if zone and moment.tzinfo is None else moment
    except (ValueError, KeyError):
        return text


def _date_or_text(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
