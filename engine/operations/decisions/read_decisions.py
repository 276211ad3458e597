"""Read deployed decisions and their files, and what was decided in cases that one may read."""

from typing import Any

from engine.dmn import DecisionModel
from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.decision_records import DecisionRecord, MadeDecision, RequirementsRecord
from engine.model.records import Page
from engine.operations.access import grants
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import ANY, visible_cases
from engine.store.queries.decisions import decision_rows, decision_source, made_decisions, requirements_rows

_DECISION = ("DECISION_DEFINITION", "READ_DECISION_DEFINITION")
_MOST_IN_CASE = 100
_FILE = ("DECISION_REQUIREMENTS_DEFINITION", "READ")


def search_decisions(
    uow: UnitOfWork,
    actor: Actor,
    *,
    decision_id: str | None = None,
    version: int | None = None,
    requirements_key: int | None = None,
    latest_only: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> Page[DecisionRecord]:
    """Give the decisions that the actor may read, by id, newest version first."""
    rows = decision_rows(
        uow.connection,
        decision_id=decision_id,
        version=version,
        requirements_key=requirements_key,
        latest_only=latest_only,
    )
    allowed = _allowed(uow, actor, *_DECISION)
    items = [decision_record(row) for row in rows if allowed is None or row.decision_id in allowed]
    return Page(items=tuple(items[offset : offset + limit]), total=len(items))


def get_decision(uow: UnitOfWork, actor: Actor, *, decision_key: int) -> DecisionRecord:
    """Give one version of a decision; raises NotFound for an unknown key or one that the actor may not read."""
    rows = decision_rows(uow.connection, key=decision_key)
    allowed = _allowed(uow, actor, *_DECISION)
    if not rows or (allowed is not None and rows[0].decision_id not in allowed):
        raise decision_missing()
    return decision_record(rows[0])


def decision_xml(uow: UnitOfWork, actor: Actor, *, decision_key: int) -> str:
    """Give the DMN file that a decision stands in."""
    decision = get_decision(uow, actor, decision_key=decision_key)
    return _content(uow, decision.requirements_key)


def decision_model(uow: UnitOfWork, actor: Actor, *, decision_key: int) -> DecisionModel:
    """Give the compiled file that a decision stands in, for showing its tables."""
    decision = get_decision(uow, actor, decision_key=decision_key)
    return uow.definitions.decisions(uow.connection, decision.requirements_key)


def search_requirements(
    uow: UnitOfWork,
    actor: Actor,
    *,
    requirements_id: str | None = None,
    version: int | None = None,
    latest_only: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> Page[RequirementsRecord]:
    """Give the DMN files that the actor may read, by id, newest version first."""
    rows = requirements_rows(uow.connection, requirements_id=requirements_id, version=version, latest_only=latest_only)
    allowed = _allowed(uow, actor, *_FILE)
    items = [requirements_record(row) for row in rows if allowed is None or row.requirements_id in allowed]
    return Page(items=tuple(items[offset : offset + limit]), total=len(items))


def get_requirements(uow: UnitOfWork, actor: Actor, *, requirements_key: int) -> RequirementsRecord:
    """Give one version of a DMN file; raises NotFound for an unknown key or one that the actor may not read."""
    rows = requirements_rows(uow.connection, key=requirements_key)
    allowed = _allowed(uow, actor, *_FILE)
    if not rows or (allowed is not None and rows[0].requirements_id not in allowed):
        raise _file_missing()
    return requirements_record(rows[0])


def requirements_xml(uow: UnitOfWork, actor: Actor, *, requirements_key: int) -> str:
    """Give a DMN file."""
    get_requirements(uow, actor, requirements_key=requirements_key)
    return _content(uow, requirements_key)


def search_made_decisions(
    uow: UnitOfWork,
    actor: Actor,
    *,
    instance_key: int | None = None,
    decision_id: str | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Page[MadeDecision]:
    """Give what was decided in the cases that the actor may read, newest first."""
    rows, total = made_decisions(
        uow.connection,
        readable=visible_cases(actor, grants(uow, actor)),
        instance_key=instance_key,
        decision_id=decision_id,
        offset=offset,
        limit=limit,
    )
    return Page(items=tuple(_made(row) for row in rows), total=total)


def get_made_decision(uow: UnitOfWork, actor: Actor, *, key: int) -> MadeDecision:
    """Give one; raises NotFound for an unknown key or a case that the actor may not read."""
    rows, _ = made_decisions(uow.connection, readable=visible_cases(actor, grants(uow, actor)), key=key)
    if not rows:
        raise made_decision_missing()
    return _made(rows[0])


def made_in_case(uow: UnitOfWork, instance_key: int) -> tuple[MadeDecision, ...]:
    """Give the latest decisions of a case in the order they were made; the caller has checked who reads."""
    rows, _ = made_decisions(uow.connection, instance_key=instance_key, limit=_MOST_IN_CASE)
    return tuple(_made(row) for row in reversed(rows))


def decision_record(row: Any) -> DecisionRecord:
    """Make the record of a row of `decision_rows`."""
    return DecisionRecord(
        key=row.key,
        decision_id=row.decision_id,
        name=row.name,
        version=row.version,
        version_tag=row.version_tag,
        requirements_key=row.requirements_key,
        requirements_id=row.requirements_id,
        requirements_name=row.requirements_name,
        requirements_version=row.requirements_version,
        resource_name=row.resource_name,
        deployment_key=row.deployment_key,
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
        latest=row.latest,
    )


def requirements_record(row: Any) -> RequirementsRecord:
    """Make the record of a row of `requirements_rows`."""
    return RequirementsRecord(
        key=row.key,
        requirements_id=row.requirements_id,
        name=row.name,
        version=row.version,
        resource_name=row.resource_name,
        deployment_key=row.deployment_key,
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
    )


def decision_missing() -> NotFound:
    """Make the one answer for a decision that does not exist or that the reader may not know of."""
    return NotFound(
        Text(vi="Không tìm thấy bảng quy tắc.", en="Decision definition not found."),
        code="decision_definition_not_found",
    )


def made_decision_missing() -> NotFound:
    """Make the one answer for a decision of a case that does not exist or that the reader may not know of."""
    return NotFound(
        Text(vi="Không tìm thấy lần áp dụng bảng quy tắc này.", en="Decision instance not found."),
        code="decision_instance_not_found",
    )


def _made(row: Any) -> MadeDecision:
    return MadeDecision(
        key=row.key,
        instance_key=row.instance_key,
        process_id=row.process_id,
        definition_key=row.definition_key,
        element_id=row.element_id,
        element_instance_key=row.element_instance_key,
        decision_key=row.decision_key,
        decision_id=row.decision_id,
        name=row.name,
        version=row.version,
        requirements_key=row.requirements_key,
        requirements_id=row.requirements_id,
        evaluated_at=row.evaluated_at,
        trace=row.trace,
    )


def _content(uow: UnitOfWork, requirements_key: int) -> str:
    source = decision_source(uow.connection, requirements_key)
    if source is None:
        raise _file_missing()
    return source.xml.decode()


def _allowed(uow: UnitOfWork, actor: Actor, resource_type: str, permission: str) -> frozenset[str] | None:
    """Give the ids for which the actor holds a permission, None for all of them."""
    if actor.is_system:
        return None
    allowed = grants(uow, actor).resources(resource_type, permission)
    return None if ANY in allowed else allowed


def _file_missing() -> NotFound:
    return NotFound(
        Text(vi="Không tìm thấy tệp bảng quy tắc.", en="Decision requirements not found."),
        code="decision_requirements_not_found",
    )
