"""Put a closed case into a transfer package: its files, index, data and history, each with its checksum.

For the operator, and for the process that hands dossiers to the archive (P03); the case stays as it is.
"""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from sqlalchemy import select

from engine.archive import BagWriter
from engine.content import clean_file_name
from engine.errors import Conflict, NotFound, Text
from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue
from engine.model.lifecycle import RUNNING
from engine.model.records import CaseRecord, DocumentRecord
from engine.operations.cases.case import case_not_found
from engine.operations.cases.get_case import get_case
from engine.operations.cases.record_event import record_event
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents, json_codec
from engine.store.queries.called_cases import dossier_cases
from engine.store.queries.people import display_names
from engine.store.queries.register_lines import is_restricted
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

_INSTANCE = core(ProcessInstance)
_LONGEST_NAME = 80
INDEX_COLUMNS = ("stt", "ten_tep", "tep", "buoc", "lan", "ngay", "tac_gia", "dung_luong", "sha256")


def package_case(engine: Engine, business_id: str, target: BinaryIO) -> int:
    """Write the package of a case into `target` and note it in the case's history; give the number of its files.

    Raises NotFound, and Conflict while the case goes on.
    """
    with engine.unit_of_work() as uow:
        statement = select(_INSTANCE.c.key).where(_INSTANCE.c.business_id == business_id)
        key = uow.connection.execute(statement).scalar_one_or_none()
    if key is None:
        raise case_not_found()
    count = write_package(engine, key, target)
    with engine.unit_of_work() as uow:
        note_packaged(uow, instance_key=key)
    return count


def case_id(uow: UnitOfWork, instance_key: int) -> str:
    """Give a case's id (Mã hồ sơ). Raises NotFound."""
    statement = select(_INSTANCE.c.business_id).where(_INSTANCE.c.key == instance_key)
    found: str | None = uow.connection.execute(statement).scalar_one_or_none()
    if found is None:
        raise case_not_found()
    return found


def note_packaged(uow: UnitOfWork, *, instance_key: int) -> None:
    """Write into the case's history that it was packaged."""
    record_event(uow, SYSTEM, instance_key=instance_key, action="CasePackaged")


def write_package(engine: Engine, instance_key: int, target: BinaryIO) -> int:
    """Write the package of a closed case into `target`; the case stays as it is. Raises Conflict while it goes on."""
    with engine.unit_of_work() as uow:
        record, *below = [
            get_case(uow, SYSTEM, instance_key=key) for key in dossier_cases(uow.connection, instance_key)
        ]
        business_id = record.instance.business_id
        if record.instance.state in RUNNING:
            raise _still_open(business_id)
        restricted = is_restricted(uow.connection, instance_key)
        files = tuple({one.key: one for case in (record, *below) for one in case.documents}.values())
        names = display_names(uow.connection, {one.uploaded_by for one in files})
        packed_on = uow.law.current(uow.transaction).rule_book.calendar.local(uow.now).date()
    bag = BagWriter(target, folder=business_id.replace("/", "-"))
    placed = {one.key: _place(position, one) for position, one in enumerate(files, start=1)}
    for document in files:
        _add_file(engine, bag, document, placed[document.key])
    called: list[JsonValue] = [_below(case) for case in below]
    described: dict[str, JsonValue] = {**_described(record), "han_che_xem": restricted, "ho_so_duoc_goi": called}
    bag.add("muc-luc.json", [_json(_index(files, placed, names))])
    bag.add("ho-so.json", [_json(described)])
    bag.add("dien-bien.json", [_json(_history(record))])
    bag.close(
        {
            "Source-Organization": "Hội đồng",
            "External-Identifier": business_id,
            "External-Description": record.instance.title,
            "Bagging-Date": packed_on.isoformat(),
        }
    )
    return len(files)


def _place(position: int, document: DocumentRecord) -> str:
    return f"tep/{position:03d}-{clean_file_name(document.file_name, max_length=_LONGEST_NAME)}"


def _add_file(engine: Engine, bag: BagWriter, document: DocumentRecord, place: str) -> None:
    with engine.unit_of_work() as uow:
        file = documents.find_file(uow.connection, key=document.key)
    if file is None:
        raise NotFound(Text(vi="Không tìm thấy tệp.", en="File not found."), code="document_not_found")
    with engine.objects.open(file.object_name) as blocks:
        bag.add(place, blocks)


def _index(files: Sequence[DocumentRecord], placed: Mapping[int, str], names: Mapping[str, str]) -> list[JsonValue]:
    """Give the index of the dossier (mục lục văn bản trong hồ sơ), one row a file."""
    return [
        dict(
            zip(
                INDEX_COLUMNS,
                (
                    position,
                    one.file_name,
                    placed[one.key],
                    one.field,
                    one.version,
                    one.uploaded_at.isoformat(),
                    names[one.uploaded_by],
                    one.size_bytes,
                    one.sha256,
                ),
                strict=True,
            )
        )
        for position, one in enumerate(files, start=1)
    ]


def _described(record: CaseRecord) -> dict[str, JsonValue]:
    one = record.instance
    return {
        "ma_ho_so": one.business_id,
        "tieu_de": one.title,
        "quy_trinh": one.process_id,
        "phien_ban": one.version,
        "ngay_mo": one.started_at.isoformat(),
        "ngay_ket_thuc": one.ended_at.isoformat() if one.ended_at else None,
        "nguoi_lap": one.started_by,
        "trang_thai": one.case_state,
        "du_lieu": record.variables,
    }


def _below(record: CaseRecord) -> dict[str, JsonValue]:
    """Describe a case that was called: its letters, its approvals."""
    return {**_described(record), "dien_bien": _history(record)}


def _history(record: CaseRecord) -> list[JsonValue]:
    return [{"luc": one.at.isoformat(), "cau": one.sentence.vi, "ly_do": one.reason} for one in record.timeline]


def _json(value: JsonValue) -> bytes:
    return json_codec.dumps(value).encode("utf-8")


def _still_open(business_id: str) -> Conflict:
    return Conflict(
        Text(
            vi=f"Hồ sơ {business_id} chưa kết thúc nên chưa nộp lưu được.",
            en=f"Case {business_id} goes on; only a closed case goes to the archive.",
        ),
        code="case_active",
    )
