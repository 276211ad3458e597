"""Keep an edited draft at once: what somebody uploads while they work on a task becomes the next version in the case.

A version that is replaced stays; nothing is lost when the form is never sent, or another file is chosen afterwards.
"""

from engine.forms import Form, accepts
from engine.model.actor import Actor
from engine.model.document import DocumentState
from engine.model.json_value import Variables
from engine.model.records import TaskRecord
from engine.operations.access import require_worker, task_not_found
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents
from engine.store.queries.tasks import task_row


def keep_version(uow: UnitOfWork, actor: Actor, *, task: TaskRecord, form: Form, field: str, data: Variables) -> bool:
    """Attach the files of `field` in `data` that the actor has just uploaded; tell whether there was one.

    What the field does not take (its kind, or a file that is not there) is left for the form's own check. Raises
    NotFound and NotPermitted as completing the task does.
    """
    row = task_row(uow.transaction, task.key)
    if row is None:
        raise task_not_found()
    require_worker(uow, actor, row)
    named, component = data.get(field), form.by_key().get(field)
    if component is None or not isinstance(named, list):
        return False
    keys = {int(key) for key in named if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 19}
    files = documents.lock_files(uow.connection, keys)
    new = [
        key
        for key, file in files.items()
        if file.state is DocumentState.STORED
        and file.record.instance_key is None
        and file.record.uploaded_by == actor.username
        and accepts(component, file.record.file_name, file.record.content_type)
    ]
    attach_documents(uow, actor, keys=new, instance_key=task.instance_key, task_key=task.key, field=field)
    return bool(new)
