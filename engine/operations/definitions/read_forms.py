"""Read which forms are deployed, for those who design them."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.definition import Definition
from engine.model.form_records import FormUse, FormVersion
from engine.operations.access import require_permission
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.definitions import definition_rows
from engine.store.queries.forms import form_version_rows


def search_forms(uow: UnitOfWork, actor: Actor, *, form_id: str | None = None) -> tuple[FormVersion, ...]:
    """Give the versions of all forms, or of one, by id, newest first. Needs CREATE on RESOURCE."""
    require_permission(uow, actor, "RESOURCE", "CREATE")
    return tuple(_version(row) for row in form_version_rows(uow.connection, form_id=form_id))


def get_form_version(uow: UnitOfWork, actor: Actor, *, form_key: int) -> FormVersion:
    """Give one version; raises NotFound for an unknown key. Needs CREATE on RESOURCE."""
    require_permission(uow, actor, "RESOURCE", "CREATE")
    rows = form_version_rows(uow.connection, key=form_key)
    if not rows:
        raise form_missing()
    return _version(rows[0])


def form_uses(uow: UnitOfWork, actor: Actor) -> tuple[FormUse, ...]:
    """Tell at which steps of the latest versions of processes forms are filled in. Needs CREATE on RESOURCE."""
    require_permission(uow, actor, "RESOURCE", "CREATE")
    models = (
        uow.definitions.model(uow.connection, row.key) for row in definition_rows(uow.connection, latest_only=True)
    )
    return tuple(use for model in models for use in _uses(model.definition))


def _uses(definition: Definition) -> Iterator[FormUse]:
    process = _named(definition.name, definition.properties)
    for element in definition.elements.values():
        if element.form_id is not None:
            yield FormUse(form_id=element.form_id, step=_named(element.name, element.properties), process=process)


def _named(name: str, properties: Mapping[str, str]) -> Text:
    return Text(vi=name, en=properties.get("name-en", name))


def form_missing() -> NotFound:
    """Make the answer for a form that does not exist."""
    return NotFound(Text(vi="Không tìm thấy biểu mẫu.", en="Form not found."), code="form_not_found")


def _version(row: Any) -> FormVersion:
    return FormVersion(
        key=row.key,
        form_id=row.form_id,
        version=row.version,
        resource_name=row.resource_name,
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
        latest=row.latest,
    )
