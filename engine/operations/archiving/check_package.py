"""Check a stored transfer package from beginning to end, as the archive does when it takes it in and year by year."""

import hashlib
import tempfile

from engine.archive import check_bag
from engine.errors import Text
from engine.model.document import DocumentState
from engine.model.json_value import JsonValue
from engine.operations.documents.document_access import document_not_found
from engine.operations.engine import Engine
from engine.store import documents

MOST_TOLD = 20  # problems kept in words


def check_package(engine: Engine, *, document_key: int) -> dict[str, JsonValue]:
    """Read the stored bytes again and tell what is found: `nguyen_ven`, counts, SHA-256 and the problems in words.

    Raises NotFound and Unavailable. The bytes pass through a file of their own, never through memory as a whole.
    """
    with engine.unit_of_work() as uow:
        file = documents.find_file(uow.connection, key=document_key)
        checked_at = uow.law.current(uow.transaction).rule_book.calendar.local(uow.now)
    if file is None or file.state is not DocumentState.STORED:
        raise document_not_found()
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as copy:
        with engine.objects.open(file.object_name) as blocks:
            for block in blocks:
                digest.update(block)
                copy.write(block)
        copy.seek(0)
        report = check_bag(copy)
    problems = list(report.problems)
    if digest.hexdigest() != file.record.sha256:
        problems.insert(0, Text(vi="Gói đã khác với gói đã nộp.", en="The package is not the one handed in."))
    return {
        "nguyen_ven": not problems,
        "so_tep": report.files,
        "dung_luong": file.record.size_bytes,
        "sha256": digest.hexdigest(),
        "luc": checked_at.isoformat(timespec="seconds"),
        "van_de": [{"vi": one.vi, "en": one.en} for one in problems[:MOST_TOLD]],
    }
