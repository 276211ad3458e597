"""Units and bodies with the days on which they exist; one that has ended stays readable and names its successors."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.errors import Conflict, Finding, InputRejected, NotFound, Text
from engine.mail import is_address
from engine.model.actor import Actor
from engine.operations.people.administration import record, require_administrator
from engine.operations.unit_of_work import UnitOfWork
from engine.store import organisation

CODE: Final = re.compile(r"[A-ZĐ0-9][A-ZĐ0-9-]{0,39}")
LONGEST_NAME: Final = 300
LONGEST_SHORT: Final = 40
AXIS_CODE: Final = re.compile(r"[0-9A-Z]{1,10}(\.[0-9A-Z]{1,10}){0,5}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """A unit as administration sees it; `people` counts the active ones."""

    code: str
    name: str
    short_name: str | None = None
    parent_code: str | None = None
    external: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    successors: tuple[str, ...] = ()
    email: str | None = None  # where issued documents reach it
    axis_code: str | None = None  # its identifier on the document axis (OrganId)
    people: int = 0

    def exists_on(self, day: date) -> bool:
        """Tell whether the unit exists on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


def list_units(uow: UnitOfWork, actor: Actor) -> tuple[UnitRecord, ...]:
    """Give all units, the Office's own first."""
    require_administrator(uow, actor)
    return tuple(_record(row) for row in organisation.units(uow.transaction))


def get_unit(uow: UnitOfWork, actor: Actor, code: str) -> UnitRecord:
    """Give one unit; raise NotFound."""
    found = next((unit for unit in list_units(uow, actor) if unit.code == code), None)
    if found is None:
        raise NotFound(Text(vi=f"Không có đơn vị “{code}”.", en=f"There is no unit “{code}”."), code="unit_unknown")
    return found


def add_unit(uow: UnitOfWork, actor: Actor, unit: UnitRecord) -> None:
    """Add a unit. Raises InputRejected, and Conflict when its code is taken."""
    known = {one.code: one for one in list_units(uow, actor)}
    if unit.code in known:
        raise Conflict(Text(vi=f"Mã “{unit.code}” đã có.", en=f"The code “{unit.code}” is taken."), code="unit_exists")
    refuse_unfit(unit, known)
    organisation.insert_unit(uow.transaction, code=unit.code, external=unit.external, **_columns(unit))
    record(uow, actor, "UnitAdded", unit.code, new=_told(unit))


def change_unit(uow: UnitOfWork, actor: Actor, unit: UnitRecord) -> None:
    """Change name, place, days and successors of a unit. Raises NotFound, InputRejected."""
    before = get_unit(uow, actor, unit.code)
    refuse_unfit(unit, {one.code: one for one in list_units(uow, actor)})
    organisation.update_unit(uow.transaction, unit.code, **_columns(unit))
    record(uow, actor, "UnitChanged", unit.code, old=_told(before), new=_told(unit))


def _record(row: Mapping[Any, Any]) -> UnitRecord:
    values = {name: row[name] for name in UnitRecord.__dataclass_fields__ if name != "successors"}
    return UnitRecord(successors=tuple(row["successors"]), **values)


def _columns(unit: UnitRecord) -> dict[str, Any]:
    return {
        "name": unit.name.strip(),
        "short_name": unit.short_name,
        "parent_code": unit.parent_code,
        "valid_from": unit.valid_from,
        "valid_until": unit.valid_until,
        "successors": list(unit.successors),
        "email": unit.email,
        "axis_code": unit.axis_code,
    }


def _told(unit: UnitRecord) -> dict[str, Any]:
    days = {"valid_from": unit.valid_from, "valid_until": unit.valid_until}
    return {**_columns(unit), **{name: day and day.isoformat() for name, day in days.items()}}


def refuse_unfit(unit: UnitRecord, known: Mapping[str, UnitRecord]) -> None:
    """Raise InputRejected, by field, unless the unit can stand among the `known` ones."""
    findings = [*_own_findings(unit), *_relation_findings(unit, known)]
    if findings:
        raise InputRejected(findings[0].text, findings=tuple(findings))


def _own_findings(unit: UnitRecord) -> Sequence[Finding]:
    findings = []
    if not CODE.fullmatch(unit.code):
        findings.append(
            _finding("code", "Mã gồm chữ in hoa, số và gạch nối.", "A code has capitals, digits and hyphens.")
        )
    if not unit.name.strip() or len(unit.name) > LONGEST_NAME or not unit.name.isprintable():
        findings.append(_finding("name", "Hãy ghi tên đơn vị.", "Give the unit's name."))
    if unit.short_name is not None and (len(unit.short_name) > LONGEST_SHORT or not unit.short_name.isprintable()):
        findings.append(_finding("short_name", "Tên viết tắt không đúng.", "This is no short name."))
    if unit.email is not None and not is_address(unit.email):
        findings.append(_finding("email", "Đây không phải địa chỉ thư điện tử.", "This is no e-mail address."))
    if unit.axis_code is not None and not AXIS_CODE.fullmatch(unit.axis_code):
        findings.append(
            _finding("axis_code", "Mã định danh có dạng H56.12.", "An identifier on the axis looks like H56.12.")
        )
    if unit.valid_from and unit.valid_until and unit.valid_until < unit.valid_from:
        findings.append(_finding("valid_until", "Ngày cuối trước ngày đầu.", "The last day comes before the first."))
    return findings


def _relation_findings(unit: UnitRecord, known: Mapping[str, UnitRecord]) -> Sequence[Finding]:
    findings = []
    if unit.parent_code is not None and (unit.parent_code not in known or _above(unit, known)):
        findings.append(_finding("parent_code", "Đơn vị cấp trên không dùng được.", "This cannot be the unit above."))
    if set(unit.successors) - set(known) or unit.code in unit.successors:
        findings.append(_finding("successors", "Đơn vị kế thừa không dùng được.", "This cannot be a successor."))
    if unit.successors and unit.valid_until is None:
        findings.append(
            _finding(
                "valid_until", "Có đơn vị kế thừa thì phải có ngày cuối.", "A unit with successors has a last day."
            )
        )
    return findings


def _above(unit: UnitRecord, known: Mapping[str, UnitRecord]) -> bool:
    """Tell whether the unit would stand above itself."""
    parent, seen = unit.parent_code, {unit.code}
    while parent is not None:
        if parent in seen:
            return True
        seen.add(parent)
        parent = known[parent].parent_code if parent in known else None
    return False


def _finding(field: str, vi: str, en: str) -> Finding:
    return Finding(code="unit_invalid", text=Text(vi=vi, en=en), field=field)
