"""Find versions of forms with their deployment."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from engine.store.tables import Deployment, FormDefinition
from engine.store.tables.core import core

_FORM, _DEPLOYMENT = core(FormDefinition), core(Deployment)


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
