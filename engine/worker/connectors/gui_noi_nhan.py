"""Connector `gui-noi-nhan`: delivers an issued document to one recipient, as far as this system reaches (P01).

Input `noi_nhan_ma` is the recipient's code in the directory; `so_ky_hieu` and `trich_yeu` make the notice. Sets
`ten_noi_nhan` and `trang_thai_gui`: `noi_bo` (its people have accounts here and a notice each), `ben_ngoai` (the
registry sends it by the channels chosen), `khong_co` (the directory has no such body, or it has ended).
"""

from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import notices
from engine.store.queries.directory import directory_people, directory_units
from engine.worker.connectors.inputs import required_text
from engine.worker.connectors.registry import Connector, finish, source_key
from engine.worker.connectors.thong_bao import CODE, LONGEST

INSIDE, OUTSIDE, UNKNOWN = "noi_bo", "ben_ngoai", "khong_co"
REGISTRY = "van_thu"  # receives for units of the Office that have nobody of their own


def run(engine: Engine, job: JobRecord) -> None:
    """Look the recipient up, and leave its people the notice together with the job's completion."""
    code = required_text(job, "noi_nhan_ma")
    number, subject = required_text(job, "so_ky_hieu"), required_text(job, "trich_yeu")
    with engine.unit_of_work() as uow:
        today = uow.now.astimezone(uow.law.current(uow.transaction).rule_book.calendar.zone).date()
        found = directory_units(uow.connection).get(code)
        everybody = directory_people(uow.connection).values()
        active = [person for person in everybody if person.active]
        people = [person.username for person in active if person.unit_code == code]
        if found is not None and not found.external and not people:
            people = [person.username for person in active if REGISTRY in person.groups]
    if found is None or (found.valid_until is not None and found.valid_until < today):
        state, people = UNKNOWN, []
    else:
        state = INSIDE if people else OUTSIDE
    name = found.name if found is not None else code

    def leave(uow: UnitOfWork) -> None:
        vietnamese, english = f"Văn bản mới số {number}: {subject}", f"New document {number}: {subject}"
        notices.insert_notices(
            uow.transaction,
            people,
            instance_key=job.instance_key,
            code=CODE,
            data={"vi": vietnamese[:LONGEST], "en": english[:LONGEST], "element_id": job.element_id},
            source_key=source_key(job),
        )

    finish(engine, job, {"trang_thai_gui": state, "ten_noi_nhan": name}, leave if people else None)


CONNECTOR = Connector(job_type="gui-noi-nhan", run=run)
