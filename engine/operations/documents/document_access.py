"""Who may read a file: asked before its bytes are given, and before somebody from outside names it in an answer."""

from engine.model.actor import Actor
from engine.model.records import DocumentRecord
from engine.operations.access import readable_cases
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents
from engine.store.document_readers import was_sent


def may_read(uow: UnitOfWork, actor: Actor, file: DocumentRecord) -> bool:
    """Tell whether the actor may read a stored document.

    One of a case that is open to them (its own, or one that has it too), one that was sent to them, their own that they
    have not sent yet, or, of people from outside, one that they or their body handed in.
    """
    if file.instance_key is None:
        return file.uploaded_by == actor.username
    if was_sent(uow.connection, actor, file.key, uow.now):
        return True
    if actor.outside and documents.was_handed_in(uow.connection, actor, file.key, uow.now):
        return True
    return bool(readable_cases(uow, actor, (file.instance_key, *documents.shared_with(uow.connection, file.key))))
