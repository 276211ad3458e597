"""Find versions of forms with their deployment."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from engine.store.tables import Deployment, FormDefinition, ProcessDefinition
from engine.store.tables.core import core

_FORM, _DEPLOYMENT, _PROCESS = core(FormDefinition), core(Deployment), core(ProcessDefinition)


def form_version_rows(
    connection: Connection, *, key: int | None = None, form_id: str | None = None
) -> Sequence[Row[Any]]:
    """Give versions of forms by id, newest first, with who deployed them when; without their content."""
    newer = _FORM.alias("newer")
    latest = select(func.max(newer.c.version)).where(newer.c.form_id == _FORM.c.form_id).scalar_subquery()
    statement = select(
        _FORM.c.key,
        _FORM.c.form_id,
        _FORM.c.version,
        _FORM.c.resource_name,
        _FORM.c.deployment_key,
        _DEPLOYMENT.c.deployed_at,
        _DEPLOYMENT.c.deployed_by,
        (_FORM.c.version == latest).label("latest"),
    ).join(_DEPLOYMENT, _DEPLOYMENT.c.key == _FORM.c.deployment_key)
    if key is not None:
        statement = statement.where(_FORM.c.key == key)
    if form_id is not None:
        statement = statement.where(_FORM.c.form_id == form_id)
    return connection.execute(statement.order_by(_FORM.c.form_id, _FORM.c.version.desc())).all()


def known_forms(connection: Connection, form_ids: Iterable[str]) -> frozenset[tuple[str, str | None]]:
    """Give which of these forms are deployed: (id, None) for any version, (id, tag) for each tag of one."""
    statement = select(_FORM.c.form_id, _FORM.c.version_tag).where(_FORM.c.form_id.in_(list(form_ids)))
    found = connection.execute(statement.distinct()).all()
    return frozenset({(row.form_id, row.version_tag) for row in found} | {(row.form_id, None) for row in found})


def bound_forms(connection: Connection, process_key: int) -> dict[str, int]:
    """Give the forms that a version of a process binds to, by id: the keys of those deployed together with it."""
    held = select(_PROCESS.c.bound_forms).where(_PROCESS.c.key == process_key)
    return dict(connection.execute(held).scalar_one())
