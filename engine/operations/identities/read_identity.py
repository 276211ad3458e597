"""Open who sent a letter (Xem danh tính): for those whom the case gave work by name, with a reason, on the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import exists, select

from engine.errors import NotFound, NotPermitted, Text
from engine.model.actor import Actor
from engine.operations.access import require_case_access
from engine.operations.cases.record_event import record_event
from engine.operations.identities.keep_identity import require_safe
from engine.operations.identities.sealed_answers import SealedAnswer
from engine.operations.reasons import require_reason
from engine.operations.unit_of_work import UnitOfWork
from engine.store import json_codec
from engine.store.identities import find_identity
from engine.store.queries.access import lasts
from engine.store.queries.people import display_names
from engine.store.tables import AuditEvent, AuditPayload, CaseMember
from engine.store.tables.core import core

READ: Final = "IdentityRead"
WORKING: Final = ("worker", "candidate", "named")  # who received a letter or only started the case does not read it
_MEMBER, _EVENT, _PAYLOAD = core(CaseMember), core(AuditEvent), core(AuditPayload)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityReading:
    """Who opened the identity, when and why."""

    reader: str
    name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRecord:
    """What the page of an identity tells before it is opened: that there is one, and who has read it."""

    may_open: bool
    readings: tuple[IdentityReading, ...]


def has_identity(uow: UnitOfWork, instance_key: int) -> bool:
    """Tell whether an identity is kept for a case (the caller has checked that the reader may see the case)."""
    return find_identity(uow.connection, instance_key) is not None


def identity_record(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> IdentityRecord:
    """Tell of a case's identity without opening it. Raises NotFound: no such case, or no identity kept."""
    require_case_access(uow, actor, instance_key)
    if not has_identity(uow, instance_key):
        raise _nothing_kept()
    return IdentityRecord(may_open=_may_open(uow, actor, instance_key), readings=_readings(uow, instance_key))


def read_identity(uow: UnitOfWork, actor: Actor, *, instance_key: int, reason: str) -> tuple[SealedAnswer, ...]:
    """Open the identity and put reader, moment and reason on the case's audit chain, never what was read.

    Raises NotFound, NotPermitted, InputRejected (no reason), Conflict (no key opens it).
    """
    require_case_access(uow, actor, instance_key)
    row = find_identity(uow.connection, instance_key)
    if row is None:
        raise _nothing_kept()
    if not _may_open(uow, actor, instance_key):
        raise NotPermitted(
            Text(
                vi="Danh tính người gửi chỉ mở cho người được giao xử lý đơn này.",
                en="The sender's identity opens only to those who were given work on this letter.",
            ),
            code="identity_not_yours",
        )
    require_reason(reason)
    plain = require_safe(uow).open(instance_key, row.key_mark, row.sealed)
    record_event(uow, actor, instance_key=instance_key, action=READ, reason=reason.strip())
    return tuple(_answer(written) for written in json_codec.loads(plain.decode()))


def _answer(written: Mapping[str, Any]) -> SealedAnswer:
    label = Text(vi=written["vi"], en=written["en"])
    return SealedAnswer(key=written["key"], label=label, value=written["value"])


def _may_open(uow: UnitOfWork, actor: Actor, instance_key: int) -> bool:
    working = exists().where(
        _MEMBER.c.instance_key == instance_key,
        _MEMBER.c.principal == f"user:{actor.username}",
        _MEMBER.c.role.in_(WORKING),
        lasts(_MEMBER, uow.now),
    )
    return bool(uow.connection.execute(select(working)).scalar_one())


def _readings(uow: UnitOfWork, instance_key: int) -> tuple[IdentityReading, ...]:
    joined = _EVENT.join(
        _PAYLOAD,
        (_PAYLOAD.c.instance_key == _EVENT.c.instance_key) & (_PAYLOAD.c.sequence == _EVENT.c.sequence),
    )
    statement = select(_EVENT.c.actor, _EVENT.c.at, _PAYLOAD.c.payload).select_from(joined)
    here = (_EVENT.c.instance_key == instance_key) & (_EVENT.c.action == READ)
    rows = uow.connection.execute(statement.where(here).order_by(_EVENT.c.sequence.desc())).all()
    names = display_names(uow.connection, {row.actor for row in rows})
    return tuple(
        IdentityReading(reader=row.actor, name=names[row.actor], at=row.at, reason=str(row.payload["reason"]))
        for row in rows
    )


def _nothing_kept() -> NotFound:
    return NotFound(
        Text(vi="Hồ sơ này không giữ danh tính riêng.", en="No identity is kept apart for this case."),
        code="identity_not_found",
    )
