"""Make a new document out of one of a case (signed, stamped, sealed): a new object, the old one untouched.

The making runs between short transactions and never inside one. Asked again with the same `source_key`, it gives the
document that was made before and makes nothing.
"""

from collections.abc import Callable, Iterator
from typing import Final

from engine.errors import InputRejected, Text
from engine.model.actor import SYSTEM
from engine.model.document import DocumentState
from engine.model.records import DocumentRecord
from engine.operations.documents.document_access import document_not_found
from engine.operations.documents.upload_document import begin_upload, made_before, send
from engine.operations.engine import Engine
from engine.store import documents

LARGEST_BYTES: Final = 100 * 1024 * 1024


def read_case_document(engine: Engine, *, document_key: int, instance_key: int) -> tuple[DocumentRecord, bytes]:
    """Give a stored document of the case with its bytes; for the system's own steps.

    Raises NotFound (not of this case), InputRejected (too large to be held in memory) and Unavailable.
    """
    with engine.unit_of_work() as uow:
        file = documents.find_file(uow.connection, key=document_key)
        too = documents.shared_among(uow.connection, instance_key, {document_key})
    if file is None or file.state is not DocumentState.STORED:
        raise document_not_found()
    if file.record.instance_key not in {None, instance_key} and document_key not in too:
        raise document_not_found()
    if file.record.instance_key is None and file.record.uploaded_by != SYSTEM.username:
        raise document_not_found()
    if file.record.size_bytes > LARGEST_BYTES:
        raise InputRejected(
            Text(
                vi="Tệp lớn hơn 100 MB, không ký được. Hãy tách phụ lục thành tệp riêng.",
                en="The file is larger than 100 MB and cannot be signed. Please put appendices into other files.",
            ),
            code="document_too_large_to_sign",
        )
    with engine.objects.open(file.object_name) as blocks:
        return file.record, b"".join(blocks)


def derive_document(
    engine: Engine,
    *,
    document_key: int,
    instance_key: int,
    source_key: str,
    make: Callable[[bytes], bytes],
) -> DocumentRecord:
    """Make a document of the same name with `make`; it belongs to no case until it is attached.

    The object store holds its object from the first moment: what was signed is removed by nobody.
    """
    record, content = read_case_document(engine, document_key=document_key, instance_key=instance_key)
    made = made_before(engine, source_key)
    if made is not None:
        return made
    upload = begin_upload(
        engine,
        SYSTEM,
        file_name=record.file_name,
        declared_type=record.content_type,
        source_key=source_key,
        held=True,
    )

    def chunks() -> Iterator[bytes]:
        yield make(content)

    return send(upload, chunks())
