"""Finds issued documents for a job, with the eyes of the person who began its case."""

from engine.errors import NotFound
from engine.model.actor import SYSTEM
from engine.model.records import JobRecord
from engine.operations.dispatch.issued_document import IssuedDocument, find_issued
from engine.operations.people.find_people import get_person
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.eyes import may_look
from engine.worker.connectors.inputs import required_text


def issued_for(uow: UnitOfWork, job: JobRecord, business_id: str) -> IssuedDocument | None:
    """Give what the case of this id has issued, as far as `nguoi_lap` may know of it."""
    try:
        asking = get_person(uow, SYSTEM, username=required_text(job, "nguoi_lap"))
    except NotFound:
        return None
    found = find_issued(uow, asking, business_id)
    return found if found is not None and may_look(uow, job, asking, found.instance_key) else None
