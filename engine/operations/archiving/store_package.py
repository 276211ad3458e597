"""Make a closed case's transfer package and keep it as a document: once for each maker, whatever breaks between."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from engine.archive import MOST_BYTES
from engine.model.actor import SYSTEM
from engine.model.records import DocumentRecord
from engine.operations.archiving.package_case import case_id, write_package
from engine.operations.documents.upload_document import upload_document
from engine.operations.engine import Engine

_BLOCK = 1024 * 1024


def store_package(engine: Engine, *, instance_key: int, source_key: str) -> DocumentRecord:
    """Give the stored package of a case; asked again with the same `source_key`, the one made before.

    Packages are no file that people may upload: only here does the store take one. Raises NotFound, and Conflict
    while the case goes on.
    """
    with engine.unit_of_work() as uow:
        business_id = case_id(uow, instance_key)
    policy = replace(engine.settings.documents, allowed_types=("zip",), max_size_bytes=MOST_BYTES)
    with tempfile.TemporaryFile() as file:

        def packed() -> Iterator[bytes]:
            write_package(engine, instance_key, file)
            file.seek(0)
            yield from _blocks(file)

        return upload_document(
            engine,
            SYSTEM,
            file_name=f"Gói nộp lưu {business_id.replace('/', '-')}.zip",
            declared_type="application/zip",
            chunks=packed(),
            source_key=source_key,
            policy=policy,
        )


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block
