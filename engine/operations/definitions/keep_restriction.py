"""Who may change whom a process's cases are for: a version that opens what was restricted is for administrators.

Whoever draws a process may draw it anew, but not show everybody the letters that it keeps: a new version decides on
every case from then on, about the id that tells how many there are (`case-prefix`), and about the cases around that
hide with it (`tells-family`).
"""

from typing import Final

from sqlalchemy import select

from engine.errors import Finding, Text
from engine.model.actor import Actor
from engine.model.definition import Definition
from engine.operations.access import grants
from engine.operations.cases.secrecy import RESTRICTED
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import ProcessDefinition
from engine.store.tables.core import core

_PROCESS = core(ProcessDefinition)
_KEPT: Final = (RESTRICTED, "case-prefix", "tells-family")


def changed_restriction(uow: UnitOfWork, actor: Actor, resource: str, definition: Definition) -> list[Finding]:
    """Tell that a version changes how a restricted process hides its cases; an error, a warning to administrators."""
    statement = select(_PROCESS.c.properties).where(_PROCESS.c.process_id == definition.process_id)
    held = uow.connection.execute(statement.order_by(_PROCESS.c.version.desc()).limit(1)).scalar_one_or_none() or {}
    changed = [name for name in _KEPT if definition.properties.get(name) != held.get(name)]
    if RESTRICTED not in held or not changed:
        return []
    may = actor.is_system or grants(uow, actor).allows("SYSTEM", "UPDATE")
    return [_finding(resource, definition.process_id, name, str(held.get(name, "")), may=may) for name in changed]


def _finding(resource: str, process_id: str, name: str, held: str, *, may: bool) -> Finding:
    vi = f"Thuộc tính “{name}” của quy trình hạn chế xem đang là “{held}”; bản này đổi hoặc bỏ."
    en = f"The property “{name}” of this restricted process is “{held}”; this version changes or drops it."
    if may:
        vi += " Từ ngày áp dụng, hồ sơ của quy trình có thể hiện ra với người khác."
        en += " From the day of deployment others may see its cases."
    else:
        vi += " Chỉ quản trị hệ thống được áp dụng thay đổi này: giữ nguyên thuộc tính, hoặc đề nghị quản trị áp dụng."
        en += " Only administrators may deploy that: keep the property, or ask them to."
    return Finding(
        code="restriction_changed",
        text=Text(vi=vi, en=en),
        resource=resource,
        element_id=process_id,
        severity="warning" if may else "error",
    )
