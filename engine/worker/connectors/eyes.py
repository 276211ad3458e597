"""With whose eyes a job looks into other cases.

A job's variables name the person, and whoever deploys a model or may set variables could name anybody. So a person's
eyes open a restricted case only to a case that is restricted too and in which this very person has acted: its history
says so. To all others a restricted case answers like one that does not exist, whoever is named.
"""

from engine.errors import InputRejected, NotFound
from engine.model.actor import SYSTEM, Actor
from engine.model.records import JobRecord
from engine.operations.access import require_case_access
from engine.operations.people.find_people import get_person
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.acting import has_acted, is_open, job_told
from engine.store.queries.register_lines import is_restricted
from engine.worker.connectors.inputs import wrong


def may_look(uow: UnitOfWork, job: JobRecord, person: Actor, case_key: int, *, into_open: bool = False) -> bool:
    """Tell whether a job may learn of a case from what `person` may read.

    `into_open`: nothing of the other case comes into the job's own, which may therefore be open.
    """
    try:
        require_case_access(uow, person, case_key)
    except NotFound:
        return False
    if not is_restricted(uow.connection, case_key):
        return True
    kept = into_open or is_restricted(uow.connection, job.instance_key)
    return kept and has_acted(uow.connection, person.username, job.instance_key)


def require_found(uow: UnitOfWork, job: JobRecord, case_key: int, *, by: str, variable: str) -> None:
    """Raise InputRejected for a restricted case, unless a job of type `by` has found it for this job's case.

    For what a case does with another one long after somebody looked it up, under their eyes, into `variable`.
    """
    found = job_told(uow.connection, job.instance_key, job_type=by, data={variable: str(case_key)})
    if not found and not is_open(uow.connection, case_key):
        raise no_such_case(variable)


def no_such_case(variable: str) -> InputRejected:
    """Make the one answer of a job for a case that does not exist or that is not for it to know."""
    return wrong(variable, f"“{variable}” không chỉ đến hồ sơ nào", f"“{variable}” names no case")


def acting_person(uow: UnitOfWork, job: JobRecord, variable: str, username: str) -> Actor:
    """Give the person in whose name a job acts; raises InputRejected for one who has done nothing in its case."""
    person = get_person(uow, SYSTEM, username=username)
    if not has_acted(uow.connection, username, job.instance_key):
        vi, en = "chưa làm gì trong hồ sơ này", "has done nothing in this case"
        raise wrong(variable, f"“{username}” {vi}", f"“{username}” {en}")
    return person
