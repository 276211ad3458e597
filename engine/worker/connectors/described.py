"""What the envelope of an issued document says, from the variables of its case."""

from engine.exchange import NEW, PRIORITIES
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.directory import directory_people, directory_units
from engine.worker.connectors.inputs import required_text, text, texts
from engine.worker.connectors.office import read_office


def described(uow: UnitOfWork, job: JobRecord, organisation: str) -> dict[str, JsonValue]:
    """Give the details that a dispatch keeps; `organisation` is who we are on the axis."""
    number, _, code = required_text(job, "so_ky_hieu").partition("/")
    issuer, people = text(job, "co_quan_ban_hanh"), directory_people(uow.connection)
    units, signer = directory_units(uow.connection), text(job, "nguoi_ky")
    kinds = {row.value: row.vi for row in uow.law.current(uow.transaction).code_lists.get("loai_van_ban", ())}
    competence = job.variables.get("tham_quyen")
    position = competence.get("chuc_vu") if isinstance(competence, dict) else None
    office = read_office(uow)
    return {
        "number": number,
        "code": code,
        "issued_on": required_text(job, "ngay"),
        "subject": required_text(job, "trich_yeu"),
        "type_name": kinds.get(text(job, "loai_van_ban"), ""),
        "place": office.place,
        "sender_id": organisation,
        "sender": units[issuer].name if issuer in units else office.name,
        "signer": people[signer].display_name if signer in people else signer,
        "position": str(position or ""),
        "competence": text(job, "hinh_thuc_ky"),
        "priority": text(job, "do_khan") if text(job, "do_khan") in PRIORITIES else "thuong",
        "due_on": text(job, "han_tra_loi") or None,
        "kind": NEW,
        "reason": "",
        "appendices": list(texts(job, "phu_luc")) if job.variables.get("phu_luc") else [],
    }
