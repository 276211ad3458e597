"""Connector `tim-ho-so`: finds the closed case that is to go to the archive, and how long it is kept (process P03).

Reads `ho_so_goc` (Mã hồ sơ), seen with the eyes of `nguoi_lap`. Sets `khong_nop_duoc` (why not; null when it can be
handed in), and then `ho_so_khoa`, `tieu_de`, `ngay_mo`, `ngay_ket_thuc`, `ho_so_han_che`, `muc_luc` (one row a file),
`muc_luc_du` (whether that is all of them),
`cac_thoi_han` (the retention rules to choose from, each with its period in words and its basis) and `goi_y_thoi_han`.
"""

from engine.calendar import LegalRule
from engine.errors import NotFound
from engine.feel import from_json
from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue
from engine.model.records import DocumentRecord, JobRecord
from engine.operations.archiving.closed_dossier import Dossier, Hindrance, find_dossier
from engine.operations.archiving.retention import choose_retention
from engine.operations.engine import Engine
from engine.operations.people.find_people import get_person
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.eyes import may_look
from engine.worker.connectors.inputs import required_text
from engine.worker.connectors.registry import Connector, finish

FINDER = "tim-ho-so"
ISSUED = "van_ban_ky"  # the field of an outgoing document's final file
MOST_ROWS = 200  # of an index in a form


def run(engine: Engine, job: JobRecord) -> None:
    """Look it up and complete the job."""
    with engine.unit_of_work() as uow:
        found = _found(uow, job)
        told: dict[str, JsonValue] = {"khong_nop_duoc": found.value} if isinstance(found, Hindrance) else {}
        if isinstance(found, Dossier):
            told = {"khong_nop_duoc": None, **_described(found), **_retention(uow, found)}
    finish(engine, job, told)


def _found(uow: UnitOfWork, job: JobRecord) -> Dossier | Hindrance:
    try:
        asking = get_person(uow, SYSTEM, username=required_text(job, "nguoi_lap"))
    except NotFound:
        return Hindrance.UNKNOWN
    return find_dossier(
        uow, required_text(job, "ho_so_goc").strip(), may_know=lambda key: may_look(uow, job, asking, key)
    )


def _described(found: Dossier) -> dict[str, JsonValue]:
    return {
        "ho_so_khoa": str(found.instance_key),
        "tieu_de": found.title,
        "ngay_mo": found.opened_on.isoformat(),
        "ngay_ket_thuc": found.closed_on.isoformat(),
        "ho_so_han_che": found.restricted,
        "muc_luc": [row_of(found, one) for one in found.documents[:MOST_ROWS]],
        "muc_luc_du": len(found.documents) <= MOST_ROWS,
    }


def row_of(found: Dossier, document: DocumentRecord) -> dict[str, JsonValue]:
    """Give a file's row of the index; number and subject are known of an issued document only."""
    said = found.said.get(document.instance_key or 0, {}) if document.field == ISSUED else {}
    return {
        "so_ky_hieu": _text(said.get("so_ky_hieu")),
        "ngay": _text(said.get("ngay")) or document.uploaded_at.date().isoformat(),
        "trich_yeu": _text(said.get("trich_yeu")) or document.file_name,
        "tac_gia": found.names[document.uploaded_by],
    }


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and value else None


def _retention(uow: UnitOfWork, found: Dossier) -> dict[str, JsonValue]:
    book = uow.law.current(uow.transaction).rule_book
    facts = {name: from_json(value) for name, value in found.said[found.instance_key].items()}
    choice = choose_retention(book, found.process_id, facts, book.calendar.local(uow.now).date(), uow.host)
    return {
        "cac_thoi_han": [offer(rule) for rule in choice.offered],
        "goi_y_thoi_han": choice.suggested.id if choice.suggested is not None else None,
    }


def offer(rule: LegalRule) -> dict[str, JsonValue]:
    """Describe a retention rule as a choice of a form."""
    vi, en = ("Vĩnh viễn", "Permanent") if rule.amount is None else (f"{rule.amount} năm", f"{rule.amount} years")
    return {
        "value": rule.id,
        "label": f"{vi}: {rule.title_vi}",
        "label_en": f"{en}: {rule.title_en}",
        "thoi_han": vi,
        "vinh_vien": rule.amount is None,
        "can_cu": ", ".join(part for part in (rule.article, rule.legal_basis) if part),
        "chua_doi_chieu": rule.mode.value == "warn",
    }


CONNECTOR = Connector(job_type=FINDER, run=run)
