"""Connector `gui-noi-nhan`: delivers an issued document to one recipient, as far as this system reaches (P01).

Input `noi_nhan_ma` is the recipient's code in the directory; `so_ky_hieu` and `trich_yeu` make the notice, and
`van_ban_ky` is the file. Sets `ten_noi_nhan` and `trang_thai_gui`: `noi_bo` (its people have accounts here: each gets a
notice and may read the file, not the case), `ben_ngoai` (the registry sends it by the channels chosen), `khong_co` (the
directory has no such body, or it has ended: then `ly_do_tu_choi` says since when and `chon_lai` names its successor).
"""

from dataclasses import dataclass
from datetime import date

from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import notices
from engine.store.document_readers import add_readers
from engine.store.queries.directory import DirectoryUnit, directory_people, directory_units
from engine.worker.connectors.case_files import one_document_key
from engine.worker.connectors.inputs import required_text
from engine.worker.connectors.registry import Connector, finish, source_key
from engine.worker.connectors.thong_bao import CODE, LONGEST

INSIDE, OUTSIDE, UNKNOWN = "noi_bo", "ben_ngoai", "khong_co"
REGISTRY = "van_thu"  # receives for units of the Office that have nobody of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A recipient as the directory knows it today; `people` have accounts here and receive for it."""

    name: str
    state: str
    people: tuple[str, ...] = ()
    ended_on: date | None = None
    successor: str | None = None


def run(engine: Engine, job: JobRecord) -> None:
    """Look the recipient up; its people get the notice and the file together with the job's completion."""
    code = required_text(job, "noi_nhan_ma")
    number, subject = required_text(job, "so_ky_hieu"), required_text(job, "trich_yeu")
    issued = one_document_key(job, "van_ban_ky")
    with engine.unit_of_work() as uow:
        recipient = _look_up(uow, code)

    def leave(uow: UnitOfWork) -> None:
        vietnamese, english = f"Văn bản mới số {number}: {subject}", f"New document {number}: {subject}"
        add_readers(uow.transaction, instance_key=job.instance_key, documents=[issued], usernames=recipient.people)
        notices.insert_notices(
            uow.transaction,
            recipient.people,
            instance_key=job.instance_key,
            code=CODE,
            data={
                "vi": vietnamese[:LONGEST],
                "en": english[:LONGEST],
                "element_id": job.element_id,
                "document": str(issued),
            },
            source_key=source_key(job),
        )

    told: dict[str, JsonValue] = {
        "trang_thai_gui": recipient.state,
        "ten_noi_nhan": recipient.name,
        "chon_lai": recipient.successor,
    }
    if recipient.ended_on is not None:
        told["ly_do_tu_choi"] = f"Mã đơn vị nhận đã hết hiệu lực sau ngày {recipient.ended_on:%d/%m/%Y}"
    finish(engine, job, told, leave if recipient.people else None)


def _look_up(uow: UnitOfWork, code: str) -> Recipient:
    today = uow.now.astimezone(uow.law.current(uow.transaction).rule_book.calendar.zone).date()
    units = directory_units(uow.connection)
    found = units.get(code)
    if found is None:
        return Recipient(name=code, state=UNKNOWN)
    if _ended(found, today):
        standing = [one for one in found.successors if one in units and not _ended(units[one], today)]
        only = standing[0] if len(standing) == 1 else None  # of several, a person chooses
        return Recipient(name=found.name, state=UNKNOWN, ended_on=found.valid_until, successor=only)
    active = [person for person in directory_people(uow.connection).values() if person.active]
    people = [person.username for person in active if person.unit_code == code]
    if not found.external and not people:
        people = [person.username for person in active if REGISTRY in person.groups]
    return Recipient(name=found.name, state=INSIDE if people else OUTSIDE, people=tuple(people))


def _ended(unit: DirectoryUnit, today: date) -> bool:
    return unit.valid_until is not None and unit.valid_until < today


CONNECTOR = Connector(job_type="gui-noi-nhan", run=run)
