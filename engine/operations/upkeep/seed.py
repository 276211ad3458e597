"""Load initial data: law and words (never over an administrator's change) and a demonstration Office.

The data are JSON files of the project; this module only knows their shape.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert

from engine.calendar import load_calendar, load_legal_rules
from engine.operations.people.search_directory import COMMUNES
from engine.operations.signing_in.passwords import hash_password
from engine.operations.unit_of_work import UnitOfWork
from engine.store.folding import sort_key
from engine.store.queries.law import CALENDAR
from engine.store.tables import (
    Authorization,
    CalendarDay,
    CodeItem,
    GroupMember,
    LegalRuleRow,
    Person,
    Unit,
    WorkingCalendar,
)
from engine.store.tables.core import core

Json = Mapping[str, Any]
STATES = "states"  # code lists of case states: states.<process id>
GROUPS = "groups"
PROCESSES = "processes"  # the catalogue's processes, deployed or not
EVERY_PROCESS = {"tat_ca": {"vi": "Mọi quy trình", "en": "All processes"}}
LISTS = "danh_muc"  # the titles of the code lists
OFFICE = "thong_tin_co_quan"  # the Office's own particulars: name, superior body, symbol, place


def seed_law(uow: UnitOfWork, *, calendar: Json, rules: Iterable[Json], labels: Json, groups: Json) -> None:
    """Insert the working calendar, the deadline rules and the code lists that are not there yet.

    Raises InputRejected, and stores nothing, when calendar or rules are malformed.
    """
    load_calendar(calendar)
    rule_rows = list(rules)
    load_legal_rules(rule_rows)
    frame = {name: value for name, value in calendar.items() if name != "days"}
    uow.transaction.change_law()
    _insert(uow, core(WorkingCalendar), [{"id": CALENDAR, "frame": frame}])
    _insert(
        uow, core(CalendarDay), [{"day": date.fromisoformat(day["date"]), "record": day} for day in calendar["days"]]
    )
    _insert(
        uow,
        core(LegalRuleRow),
        [
            {"id": rule["id"], "version": 1, "process_id": rule["process"], "mode": rule["mode"], "rule": rule}
            for rule in rule_rows
        ],
    )
    _insert(uow, core(CodeItem), list(_code_items(labels, groups)))


def seed_authorizations(uow: UnitOfWork, authorizations: Iterable[Json]) -> None:
    """Insert what groups may do: entries with owner, resource_type, resource_id and a list of permissions."""
    rows = [
        {
            "owner": entry["owner"],
            "resource_type": entry["resource_type"],
            "resource_id": entry["resource_id"],
            "permission": permission,
        }
        for entry in authorizations
        for permission in entry["permissions"]
    ]
    _insert(uow, core(Authorization), rows)


def seed_demo(uow: UnitOfWork, demo: Json, *, password: str) -> tuple[str, ...]:
    """Insert the demonstration's units and people, all with one `password`; give their sign-in names."""
    units = [
        {
            **_unit(unit),
            "parent_code": unit["cha"],
            "external": False,
            "valid_until": None,
            "successors": [],
            "axis_code": None,
        }
        for unit in demo["don_vi"]
    ]
    bodies = [
        {
            **_unit(body),
            "parent_code": None,
            "external": True,
            "valid_until": _last_day(body),
            "successors": body.get("ke_thua", []),
            "axis_code": body.get("ma_dinh_danh"),
        }
        for body in demo["co_quan_ngoai"]
    ]
    _insert(uow, core(Unit), [*units, *bodies])
    uow.transaction.change_law()
    _insert(uow, core(CodeItem), list(_list_items(OFFICE, demo[OFFICE])))
    _insert(uow, core(CodeItem), list(_list_items(COMMUNES, demo[COMMUNES])))
    hashed = hash_password(password)
    people = [_person(uow, person, hashed) for person in [*demo["nguoi"], *demo["tai_khoan_ky_thuat"]]]
    _insert(uow, core(Person), people)
    _insert(
        uow,
        core(GroupMember),
        [
            {"group_code": group, "username": person["tai_khoan"]}
            for person in [*demo["nguoi"], *demo["tai_khoan_ky_thuat"]]
            for group in person["vai_tro"]
        ],
    )
    return tuple(person["username"] for person in people)


def add_machine(uow: UnitOfWork, *, client_id: str, name: str, secret: str, groups: Iterable[str]) -> None:
    """Insert an API client (OAuth client credentials or Basic) unless its id is taken."""
    person = {
        "username": client_id,
        "display_name": name,
        "kind": "machine",
        "language": "vi",
        "active": True,
        "password_hash": hash_password(secret),
        "sort_key": sort_key(name),
        "created_at": uow.now,
    }
    _insert(uow, core(Person), [person])
    _insert(uow, core(GroupMember), [{"group_code": group, "username": client_id} for group in groups])


def _unit(unit: Json) -> dict[str, Any]:
    return {"code": unit["ma"], "name": unit["ten"], "short_name": unit["viet_tat"]}


def _last_day(body: Json) -> date | None:
    written = body.get("hieu_luc_den")
    return date.fromisoformat(written) if written is not None else None


def _person(uow: UnitOfWork, person: Json, password_hash: str) -> dict[str, Any]:
    name = person.get("ho_ten", person["tai_khoan"])
    return {
        "username": person["tai_khoan"],
        "display_name": name,
        "kind": "person",
        "gender": person.get("gioi_tinh"),
        "title": person.get("chuc_vu"),
        "unit_code": person.get("don_vi"),
        "email": person.get("thu_dien_tu"),
        "language": "vi",
        "active": True,
        "password_hash": password_hash,
        # Vietnamese names sort by the given name, which stands last.
        "sort_key": sort_key(" ".join([name.split()[-1], name])),
        "created_at": uow.now,
    }


def _code_items(labels: Json, groups: Json) -> Iterable[dict[str, Any]]:
    lists = dict(labels["enums"])
    lists.update({f"{STATES}.{process}": words for process, words in labels["states"].items()})
    lists[LISTS] = labels["lists"]
    lists[GROUPS] = groups
    lists[PROCESSES] = {**labels["processes"], **EVERY_PROCESS}
    for list_key, values in lists.items():
        yield from _list_items(list_key, values)


def _list_items(list_key: str, values: Json) -> Iterable[dict[str, Any]]:
    for position, (value, words) in enumerate(values.items()):
        yield {"list_key": list_key, "value": value, "vi": words["vi"], "en": words["en"], "position": position}


def _insert(uow: UnitOfWork, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        uow.connection.execute(insert(table).on_conflict_do_nothing(), rows)
