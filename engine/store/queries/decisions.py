"""Find deployed decisions, their files, and what was decided in cases. The caller adds who may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from engine.store.queries.counting import count
from engine.store.tables import (
    DecisionDefinition,
    DecisionInstance,
    DecisionRequirements,
    Deployment,
    ProcessDefinition,
    ProcessInstance,
)
from engine.store.tables.core import core

_DECISION, _FILE, _DEPLOYMENT = core(DecisionDefinition), core(DecisionRequirements), core(Deployment)
_MADE, _INSTANCE, _PROCESS = core(DecisionInstance), core(ProcessInstance), core(ProcessDefinition)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSource:
    """A DMN file and the keys of the files that it imports, by namespace."""

    resource_name: str
    namespace: str
    xml: bytes
    imports: Mapping[str, int]


def decision_rows(
    connection: Connection,
    *,
    key: int | None = None,
    decision_id: str | None = None,
    version: int | None = None,
    version_tag: str | None = None,
    requirements_key: int | None = None,
    latest_only: bool = False,
) -> Sequence[Row[Any]]:
    """Give decisions with their file and deployment, by id, newest version first."""
    statement = _decisions()
    given = {
        "key": key,
        "decision_id": decision_id,
        "version": version,
        "version_tag": version_tag,
        "requirements_key": requirements_key,
    }
    for name, value in given.items():
        if value is not None:
            statement = statement.where(_DECISION.c[name] == value)
    if latest_only:
        statement = statement.where(_DECISION.c.version == _newest(_DECISION, "decision_id"))
    return connection.execute(statement.order_by(_DECISION.c.decision_id, _DECISION.c.version.desc())).all()


def newest_decision(connection: Connection, decision_id: str, version_tag: str | None = None) -> Row[Any] | None:
    """Give the newest version of a decision, or the newest that carries a tag; None when there is none."""
    statement = _decisions().where(_DECISION.c.decision_id == decision_id)
    if version_tag is not None:
        statement = statement.where(_DECISION.c.version_tag == version_tag)
    return connection.execute(statement.order_by(_DECISION.c.version.desc()).limit(1)).one_or_none()


def bound_decision(connection: Connection, process_key: int, decision_id: str) -> Row[Any] | None:
    """Give the version of a decision that was deployed together with a version of a process."""
    bound = select(_PROCESS.c.bound_decisions).where(_PROCESS.c.key == process_key)
    key = (connection.execute(bound).scalar_one_or_none() or {}).get(decision_id)
    if key is None:
        return None
    return connection.execute(_decisions().where(_DECISION.c.key == key)).one_or_none()


def requirements_rows(
    connection: Connection,
    *,
    key: int | None = None,
    requirements_id: str | None = None,
    version: int | None = None,
    latest_only: bool = False,
) -> Sequence[Row[Any]]:
    """Give DMN files without their content, by id, newest version first."""
    columns = [column for column in _FILE.c if column.name not in {"xml", "sha256"}]
    statement: Select[Any] = select(*columns, _DEPLOYMENT.c.deployed_at, _DEPLOYMENT.c.deployed_by).join(
        _DEPLOYMENT, _DEPLOYMENT.c.key == _FILE.c.deployment_key
    )
    given = {"key": key, "requirements_id": requirements_id, "version": version}
    for name, value in given.items():
        if value is not None:
            statement = statement.where(_FILE.c[name] == value)
    if latest_only:
        statement = statement.where(_FILE.c.version == _newest(_FILE, "requirements_id"))
    return connection.execute(statement.order_by(_FILE.c.requirements_id, _FILE.c.version.desc())).all()


def decision_source(connection: Connection, requirements_key: int) -> DecisionSource | None:
    """Give a DMN file, None if there is none of this key."""
    statement = select(_FILE.c.resource_name, _FILE.c.namespace, _FILE.c.xml, _FILE.c.imports)
    row = connection.execute(statement.where(_FILE.c.key == requirements_key)).one_or_none()
    return row and DecisionSource(
        resource_name=row.resource_name, namespace=row.namespace, xml=row.xml, imports=row.imports
    )


def made_decisions(
    connection: Connection,
    *,
    readable: ColumnElement[bool] | None = None,
    key: int | None = None,
    instance_key: int | None = None,
    decision_id: str | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[Sequence[Row[Any]], int]:
    """Give what was decided in cases, newest first, and how many there are; `readable` is over process_instance."""
    where: list[ColumnElement[bool]] = [] if readable is None else [readable]
    if key is not None:
        where.append(_MADE.c.key == key)
    if instance_key is not None:
        where.append(_MADE.c.instance_key == instance_key)
    if decision_id is not None:
        where.append(_DECISION.c.decision_id == decision_id)
    joined = (
        _MADE.join(_DECISION, _DECISION.c.key == _MADE.c.decision_key)
        .join(_FILE, _FILE.c.key == _DECISION.c.requirements_key)
        .join(_INSTANCE, _INSTANCE.c.key == _MADE.c.instance_key)
    )
    total = count(connection, select(_MADE).select_from(joined).where(*where))
    statement = (
        select(
            _MADE,
            _DECISION.c.decision_id,
            _DECISION.c.name,
            _DECISION.c.version,
            _DECISION.c.requirements_key,
            _FILE.c.requirements_id,
            _INSTANCE.c.process_id,
            _INSTANCE.c.definition_key,
        )
        .select_from(joined)
        .where(*where)
        .order_by(_MADE.c.evaluated_at.desc(), _MADE.c.key.desc())
        .offset(offset)
    )
    return connection.execute(statement if limit is None else statement.limit(limit)).all(), total


def _decisions() -> Select[Any]:
    return (
        select(
            _DECISION,
            _FILE.c.requirements_id,
            _FILE.c.name.label("requirements_name"),
            _FILE.c.version.label("requirements_version"),
            _FILE.c.resource_name,
            _DEPLOYMENT.c.deployed_at,
            _DEPLOYMENT.c.deployed_by,
            (_DECISION.c.version == _newest(_DECISION, "decision_id")).label("latest"),
        )
        .join(_FILE, _FILE.c.key == _DECISION.c.requirements_key)
        .join(_DEPLOYMENT, _DEPLOYMENT.c.key == _DECISION.c.deployment_key)
    )


def _newest(table: Any, identity: str) -> Any:
    other = table.alias()
    return (
        select(func.max(other.c.version)).where(other.c[identity] == table.c[identity]).correlate(table)
    ).scalar_subquery()
