"""Take away what somebody uploaded into a file field that the answers, as they were sent in the end, do not ask for.

So a paper that turned out to be secret while its form was filled in leaves no file behind: its level hides the field.
The bytes go with the next collection.
"""

from collections.abc import Mapping

from engine.forms import Form, Kind, evaluate_form
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.operations.documents.list_documents import list_own_uploads
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents


def drop_hidden_files(uow: UnitOfWork, actor: Actor, *, form: Form, answers: Mapping[str, JsonValue]) -> None:
    """Take the actor's own unsent files of the start form's hidden fields away, with their names."""
    shown = evaluate_form(form, answers, host=uow.host, context={})
    hidden = {one.component.key for one in shown.walk() if one.component.kind is Kind.FILEPICKER and not one.visible}
    if not hidden:
        return
    dropped = [one.key for one in list_own_uploads(uow, actor) if one.field in hidden]
    documents.forget_unsent(uow.transaction, dropped)
