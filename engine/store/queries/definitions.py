"""Find deployed definitions and forms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, text

from engine.model.lifecycle import RUNNING
from engine.store.tables import Deployment, FormDefinition, ProcessDefinition, ProcessInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_PROCESS, _FORM, _DEPLOYMENT, _INSTANCE = (
    core(ProcessDefinition),
    core(FormDefinition),
    core(Deployment),
    core(ProcessInstance),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessSource:
    """The BPMN file of a definition."""

    process_id: str
    resource_name: str
    xml: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSource:
    """The form-js file of a form."""

    resource_name: str
    content: str


def process_source(connection: Connection, definition_key: int) -> ProcessSource | None:
    """Give the file of a definition, None if there is none."""
    statement = select(_PROCESS.c.process_id, _PROCESS.c.resource_name, _PROCESS.c.xml)
    row = connection.execute(statement.where(_PROCESS.c.key == definition_key)).one_or_none()
    return row and ProcessSource(process_id=row.process_id, resource_name=row.resource_name, xml=row.xml)


def form_content(connection: Connection, form_key: int) -> FormSource | None:
    """Give the file of a form, None if there is none."""
    statement = select(_FORM.c.resource_name, _FORM.c.content).where(_FORM.c.key == form_key)
    row = connection.execute(statement).one_or_none()
    return row and FormSource(resource_name=row.resource_name, content=row.content)


def lock_deployments(tx: Transaction) -> None:
    """Let one deployment at a time find and take the next versions (until the commit).

    Rows cannot be locked for this: the first version of an id has none before it.
    """
    tx.connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('deployment', 0))"))


def definition_rows(
    connection: Connection,
    *,
    key: int | None = None,
    process_id: str | None = None,
    version: int | None = None,
    latest_only: bool = False,
) -> Sequence[Row[Any]]:
    """Give definitions with their deployment and whether they are the latest."""
    statement = _definitions()
    if key is not None:
        statement = statement.where(_PROCESS.c.key == key)
    if process_id is not None:
        statement = statement.where(_PROCESS.c.process_id == process_id)
    if version is not None:
        statement = statement.where(_PROCESS.c.version == version)
    if latest_only:
        statement = statement.where(_PROCESS.c.version == _latest_version())
    return connection.execute(statement.order_by(_PROCESS.c.process_id, _PROCESS.c.version.desc())).all()


def count_running(connection: Connection, keys: Collection[int]) -> dict[int, int]:
    """Count, by definition, the cases that run on it.

    Restricted cases are in no count: who reads definitions need not be named in them.
    """
    counted = (
        select(_INSTANCE.c.definition_key, func.count().label("cases"))
        .where(_INSTANCE.c.definition_key.in_(keys), _INSTANCE.c.state.in_(RUNNING), _INSTANCE.c.restricted.is_(False))
        .group_by(_INSTANCE.c.definition_key)
    )
    return {row.definition_key: row.cases for row in connection.execute(counted)}


def latest_form_key(connection: Connection, form_id: str, version_tag: str | None = None) -> int | None:
    """Give the key of the newest version of a form, or of the newest that carries a tag."""
    statement = select(_FORM.c.key).where(_FORM.c.form_id == form_id).order_by(_FORM.c.version.desc()).limit(1)
    if version_tag is not None:
        statement = statement.where(_FORM.c.version_tag == version_tag)
    return connection.execute(statement).scalar_one_or_none()


def form_row(connection: Connection, form_key: int) -> Row[Any] | None:
    """Give one form version."""
    return connection.execute(select(_FORM).where(_FORM.c.key == form_key)).one_or_none()


def _definitions() -> Select[Any]:
    columns = [column for column in _PROCESS.c if column.name not in {"xml", "sha256"}]
    return select(
        *columns,
        _DEPLOYMENT.c.deployed_at,
        _DEPLOYMENT.c.deployed_by,
        _DEPLOYMENT.c.note,
        (_PROCESS.c.version == _latest_version()).label("latest"),
    ).join(_DEPLOYMENT, _DEPLOYMENT.c.key == _PROCESS.c.deployment_key)


def _latest_version() -> Any:
    newer = _PROCESS.alias("newer")
    return select(func.max(newer.c.version)).where(newer.c.process_id == _PROCESS.c.process_id).scalar_subquery()
