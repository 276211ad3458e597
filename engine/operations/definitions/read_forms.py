"""Read which forms are deployed, for those who design them."""

from typing import Any

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.form_records import FormVersion
from engine.operations.access import require_permission
from engine.operations.unit_of_work import UnitOfWork
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
