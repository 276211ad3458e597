"""Who may read a file: asked before its bytes are given, and before somebody from outside names it in an answer."""

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.records import DocumentRecord
from engine.operations.access import NOTHING, readable_cases
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents
from engine.store.document_readers import was_sent


def may_read(uow: UnitOfWork, actor: Actor, file: DocumentRecord) -> bool:
    """Tell whether the actor may read a stored document.

    One of a case that is open to them (its own, or one that has it too), one that was sent to them, their own that they
    have not sent yet, or, of people from outside, one that they or their body handed in.
    """
    if file.instance_key is None and file.uploaded_by == actor.username:
        return True
    return _is_open(uow, actor, file.key, file.instance_key or NOTHING)


def refuse_unknown(uow: UnitOfWork, actor: Actor, document_key: int) -> NotFound:
    """Make the answer to a key that no file has, after asking the database what is asked about a hidden file."""
    _is_open(uow, actor, document_key, NOTHING)
    return document_not_found()


def document_not_found() -> NotFound:
    """Make the one answer for a document that is not there and one that is not for this reader."""
    return NotFound(Text(vi="Không tìm thấy tệp.", en="File not found."), code="document_not_found")


def _is_open(uow: UnitOfWork, actor: Actor, document_key: int, instance_key: int) -> bool:
    if was_sent(uow.connection, actor, document_key, uow.now):
        return True
    if actor.outside and documents.was_handed_in(uow.connection, actor, document_key, uow.now):
        return True
    return bool(readable_cases(uow, actor, (instance_key, *documents.shared_with(uow.connection, document_key))))
