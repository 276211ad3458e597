"""The files of a message on their way in: judged as what people upload, stored once however often it is tried."""

from engine.content import STAMPED, clean_file_name
from engine.errors import EngineError, InputRejected, Text
from engine.exchange import Attachment, DocumentMessage, SecretMessage
from engine.model.actor import SYSTEM
from engine.model.records import DocumentRecord
from engine.operations.documents.upload_document import begin_upload, made_before
from engine.operations.engine import Engine
from engine.store import documents

_LONGEST_NAME = 150


class NotLetIn(InputRejected):
    """A message was read, but something of it does not come in; `message` is what it says."""

    def __init__(self, text: Text, code: str, message: DocumentMessage) -> None:
        """Take why, and the message."""
        super().__init__(text, code=code)
        self.message = message


def store_files(engine: Engine, message_id: str, message: DocumentMessage) -> tuple[int, ...]:
    """Give the keys of the message's files, which belong to no case yet; raises NotLetIn, SecretMessage, Unavailable.

    All are looked at before one keeps the message out: what is kept of such a message must hold no secret file.
    """
    stored: list[int] = []
    refusals: list[InputRejected] = []
    for position, one in enumerate(message.attachments, start=1):
        try:
            stored.append(_store(engine, one, f"axis:{message_id}:{position}").key)
        except InputRejected as error:
            refusals.append(error)
    if any(error.stable_code == STAMPED for error in refusals):
        with engine.unit_of_work() as uow:
            documents.forget_unsent(uow.transaction, stored)
        raise SecretMessage(message.sender, message.reference)
    if refusals:
        raise NotLetIn(refusals[0].text, refusals[0].stable_code, message) from refusals[0]
    return tuple(stored)


def _store(engine: Engine, file: Attachment, source_key: str) -> DocumentRecord:
    made = made_before(engine, source_key)
    if made is not None:
        return made
    upload = begin_upload(
        engine,
        SYSTEM,
        file_name=clean_file_name(file.file_name, max_length=_LONGEST_NAME),
        declared_type=file.content_type,
        source_key=source_key,
        judged=True,
    )
    try:
        upload.write(file.content)
        return upload.finish()
    except EngineError:
        upload.abort()
        raise
