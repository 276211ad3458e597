"""Check the audit chains: every changed, removed, reordered or truncated event is found and named."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import Text
from engine.operations.unit_of_work import UnitOfWork
from engine.store import audit

_KINDS = {
    "changed": Text(vi="bị sửa", en="has been changed"),
    "missing": Text(vi="bị mất", en="is missing"),
    "truncated": Text(vi="và các sự kiện sau đó bị cắt bỏ", en="and those after it have been cut off"),
    "surplus": Text(vi="không thuộc chuỗi (chèn thêm)", en="does not belong to the chain (inserted)"),
    "head_forged": Text(vi="là đầu chuỗi có dấu niêm phong không khớp", en="heads the chain but its seal does not fit"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditProblem:
    """One event of one case that does not verify."""

    instance_key: int
    sequence: int
    kind: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """How many cases and events of administration were checked, and what was found."""

    cases: int
    administration: int
    problems: tuple[AuditProblem, ...]


def verify_audit(uow: UnitOfWork, *, instance_key: int | None = None) -> AuditReport:
    """Verify the chains of all cases, or of one."""
    problems = tuple(_problems(uow, instance_key))
    whole = instance_key is None
    return AuditReport(
        cases=audit.count_cases(uow.connection) if whole else 1,
        administration=audit.count_events(uow.connection, audit.NO_CASE) if whole else 0,
        problems=problems,
    )


def _problems(uow: UnitOfWork, instance_key: int | None) -> Iterator[AuditProblem]:
    for fault in audit.verify(uow.connection, (uow.secret, *uow.former_secrets), instance_key):
        kind = _KINDS[fault.kind]
        where = (
            Text(vi="Nhật ký quản trị", en="Administration log")
            if fault.instance_key == audit.NO_CASE
            else Text(vi=f"Hồ sơ {fault.instance_key}", en=f"Case {fault.instance_key}")
        )
        text = Text(
            vi=f"{where.vi}: sự kiện {fault.sequence} {kind.vi}.", en=f"{where.en}: event {fault.sequence} {kind.en}."
        )
        yield AuditProblem(instance_key=fault.instance_key, sequence=fault.sequence, kind=fault.kind, text=text)
