"""Which version of a form a process shows, at its start as at its tasks: what it binds to, not always the newest."""

from engine.errors import NotFound
from engine.model.forms import FormReference
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.definitions import latest_form_key


def start_form_key(uow: UnitOfWork, definition_key: int) -> int | None:
    """Give the version that starts a case of a definition; None without a form, or while it is not deployed."""
    form = uow.definitions.model(uow.connection, definition_key).definition.start_form
    return None if form is None else shown_form_key(uow, definition_key, form)


def shown_form_key(uow: UnitOfWork, definition_key: int, form: FormReference) -> int | None:
    """Give the version of a form that an element of this definition shows now; None while there is none."""
    try:
        bound = uow.forms_for(definition_key).find(form)
    except NotFound:
        return None
    return bound if bound is not None else latest_form_key(uow.connection, form.form_id, form.version_tag)
