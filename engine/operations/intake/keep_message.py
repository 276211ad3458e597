"""Keep what came over the axis and began no case, with the reason, and tell those who look after it."""

import io
import zipfile
from dataclasses import replace
from typing import Final

from engine.errors import Text
from engine.exchange import DocumentMessage, Organisation
from engine.model.actor import SYSTEM
from engine.operations.documents.derive_document import read_case_document
from engine.operations.documents.upload_document import upload_document
from engine.operations.engine import Engine
from engine.operations.intake.note_message import note_message
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import insert_notices
from engine.store.queries.directory import directory_people

REGISTRY, ADMINISTRATORS = "van_thu", "quan_tri_he_thong"
CODE: Final = "axis_message"


def keep_message(
    engine: Engine,
    message_id: str,
    xml: bytes | None,
    reason: Text,
    told: DocumentMessage | Organisation | None = None,
    *,
    state: str = "KEPT",
) -> None:
    """Note the message, with its bytes where they are given, and leave a notice. Twice is once."""
    stored = store_xml(engine, message_id, xml) if xml is not None else None
    with engine.unit_of_work() as uow:
        why = {"vi": reason.vi, "en": reason.en}
        key = note_message(uow, message_id, told, state=state, reason=why, document_key=stored)
        if key is not None:
            tell_keepers(uow, key, reason)


def store_xml(engine: Engine, message_id: str, xml: bytes) -> int:
    """Keep the bytes of a message as a file that belongs to no case, as they came; give its key."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("thong-diep.xml", xml)
    policy = replace(engine.settings.documents, allowed_types=("zip",))
    record = upload_document(
        engine,
        SYSTEM,
        file_name=f"Thông điệp {message_id[:60]}.zip",
        declared_type="application/zip",
        chunks=(packed.getvalue(),),
        source_key=f"axis:{message_id}",
        policy=policy,
    )
    return record.key


def read_xml(engine: Engine, document_key: int) -> bytes:
    """Give the bytes of a message that was kept, as they came."""
    _, packed = read_case_document(engine, document_key=document_key, instance_key=0)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.read(archive.infolist()[0])


def tell_keepers(uow: UnitOfWork, key: int, reason: Text) -> None:
    """Leave a notice for the registry and the administrators; it says nothing of what the message holds."""
    people = [
        one.username
        for one in directory_people(uow.connection).values()
        if one.active and not one.groups.isdisjoint({REGISTRY, ADMINISTRATORS})
    ]
    insert_notices(
        uow.transaction,
        people,
        instance_key=None,
        code=CODE,
        data={
            "vi": f"Có thông điệp trên trục liên thông chưa vào hệ thống. {reason.vi}",
            "en": f"A message of the document axis did not come in. {reason.en}",
        },
        source_key=f"axis:{key}",
    )
