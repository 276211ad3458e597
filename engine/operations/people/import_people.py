"""Import units and people from an .xlsx file: a dry run lists what is wrong in each row; then all or nothing.

Sheets `don_vi` (ma, ten, viet tat, truc thuoc, tu ngay, den ngay) and `nguoi` (tai khoan, ho ten, don vi, chuc vu,
thu dien tu, vai tro with codes parted by commas); heads may carry diacritics. Imported people have no password until
an administrator resets it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.errors import EngineError, InputRejected, Text
from engine.model.actor import Actor
from engine.operations.people.add_person import group_findings
from engine.operations.people.administer_people import text_findings
from engine.operations.people.administer_units import UnitRecord, list_units, refuse_unfit
from engine.operations.people.administration import record, require_administrator
from engine.operations.people.import_sheet import Row, day_of_cell, read_sheets
from engine.operations.signing_in.sign_in_name import require_free_name
from engine.operations.unit_of_work import UnitOfWork
from engine.store import organisation, people

UNITS, PEOPLE = "don_vi", "nguoi"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """What is wrong in a row of a sheet."""

    sheet: str
    row: int
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person of the file."""

    username: str
    display_name: str
    unit: str | None
    title: str | None
    email: str | None
    groups: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class ImportPlan:
    """What a file would add, and what is wrong in it."""

    units: list[UnitRecord] = field(default_factory=list)
    people: list[NewPerson] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def check_import(uow: UnitOfWork, actor: Actor, *, content: bytes) -> ImportPlan:
    """Tell what a file would add and every row that is wrong; nothing is stored. Raises InputRejected for no sheet."""
    require_administrator(uow, actor)
    sheets = read_sheets(content)
    if not {UNITS, PEOPLE} & set(sheets):
        raise InputRejected(
            Text(vi="Không có trang tính “don_vi” hoặc “nguoi”.", en="There is no sheet “don_vi” or “nguoi”."),
            code="sheet_missing",
        )
    plan = ImportPlan()
    known = {unit.code: unit for unit in list_units(uow, actor)}
    _plan_units(plan, sheets.get(UNITS, ()), known)
    _plan_people(uow, plan, sheets.get(PEOPLE, ()), known)
    return plan


def import_people(uow: UnitOfWork, actor: Actor, *, content: bytes, file_name: str) -> ImportPlan:
    """Add everything in the file, or nothing when any row is wrong; give what was added or what is wrong."""
    plan = check_import(uow, actor, content=content)
    if plan.errors:
        return plan
    for unit in plan.units:
        organisation.insert_unit(
            uow.transaction,
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name,
            parent_code=unit.parent_code,
            external=False,
            valid_from=unit.valid_from,
            valid_until=unit.valid_until,
        )
    for one in plan.people:
        people.insert_person(
            uow.transaction,
            username=one.username,
            display_name=one.display_name,
            groups=one.groups,
            unit_code=one.unit,
            title=one.title,
            email=one.email,
        )
    names = {"units": [unit.code for unit in plan.units], "people": [one.username for one in plan.people]}
    record(uow, actor, "PeopleImported", file_name[:200], **names)
    return plan


def _plan_units(plan: ImportPlan, rows: Sequence[Row], known: dict[str, UnitRecord]) -> None:
    for row in rows:
        try:
            unit = _unit(row)
            if unit.code in known:
                raise _wrong(f"Mã “{unit.code}” đã có.", f"The code “{unit.code}” is taken.")
            refuse_unfit(unit, known)
        except EngineError as error:
            plan.errors += _errors(UNITS, row, error)
        else:
            known[unit.code] = unit
            plan.units.append(unit)


def _plan_people(uow: UnitOfWork, plan: ImportPlan, rows: Sequence[Row], known: Mapping[str, UnitRecord]) -> None:
    taken: set[str] = set()
    for row in rows:
        one = _person(row)
        mistakes = tuple(_mistakes(uow, one, taken, known))
        plan.errors += (RowError(sheet=PEOPLE, row=row.number, text=text) for text in mistakes)
        if not mistakes:
            taken.add(one.username)
            plan.people.append(one)


def _mistakes(uow: UnitOfWork, one: NewPerson, taken: set[str], known: Mapping[str, UnitRecord]) -> Iterator[Text]:
    """Tell everything that is wrong with a person's row."""
    if not one.username:
        yield Text(vi="Chưa ghi tài khoản.", en="The sign-in name is missing.")
    elif one.username in taken:
        yield Text(vi=f"“{one.username}” có hai lần trong tệp.", en=f"“{one.username}” stands twice in the file.")
    else:
        try:
            require_free_name(uow, one.username, field="username")
        except EngineError as error:
            yield from _texts(error)
    if one.unit is not None and one.unit not in known:
        yield Text(vi=f"Không có đơn vị “{one.unit}”.", en=f"There is no unit “{one.unit}”.")
    found = (*text_findings(one.display_name, one.title, one.email), *group_findings(uow, one.groups))
    yield from (finding.text for finding in found)


def _unit(row: Row) -> UnitRecord:
    return UnitRecord(
        code=row.text("ma"),
        name=row.text("ten"),
        short_name=row.text("viet tat") or None,
        parent_code=row.text("truc thuoc") or None,
        valid_from=_day(row, "tu ngay"),
        valid_until=_day(row, "den ngay"),
    )


def _person(row: Row) -> NewPerson:
    return NewPerson(
        username=row.text("tai khoan"),
        display_name=row.text("ho ten"),
        unit=row.text("don vi") or None,
        title=row.text("chuc vu") or None,
        email=row.text("thu dien tu") or None,
        groups=tuple(filter(None, (name.strip() for name in row.text("vai tro").split(",")))),
    )


def _day(row: Row, head: str) -> date | None:
    try:
        return day_of_cell(row.text(head))
    except ValueError:
        raise _wrong(f"“{row.text(head)}” không phải ngày.", f"“{row.text(head)}” is no date.") from None


def _wrong(vi: str, en: str) -> InputRejected:
    return InputRejected(Text(vi=vi, en=en), code="row_invalid")


def _errors(sheet: str, row: Row, error: EngineError) -> Iterator[RowError]:
    return (RowError(sheet=sheet, row=row.number, text=text) for text in _texts(error))


def _texts(error: EngineError) -> tuple[Text, ...]:
    return tuple(finding.text for finding in error.findings) or (error.text,)
