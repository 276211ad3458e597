"""Take a file away again before it is sent. What is part of a case stays: it belongs to the dossier."""

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.operations.documents.download_document import readable_file
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents


def remove_document(uow: UnitOfWork, actor: Actor, *, document_key: int) -> None:
    """Remove the actor's own file that is not yet part of a case; its bytes go with the next collection.

    Raises NotFound, and Conflict for a file that a case holds.
    """
    readable_file(uow, actor, document_key=document_key)
    if not documents.mark_deleted(uow.transaction, document_key):
        raise Conflict(
            Text(
                vi="Tệp đã thuộc hồ sơ nên không gỡ được. Hãy tải lên phiên bản mới nếu cần thay.",
                en="The file belongs to the case and cannot be removed. Upload a new version to replace it.",
            ),
            code="document_in_case",
        )
