"""In which series or book a job's case counts; the series of restricted cases are never for a model to name.

A model that named one would be told by its numbers how many restricted cases there are, and by its lines of what.
"""

from engine.model.records import JobRecord
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.register_lines import is_own_series, is_restricted, own_series
from engine.worker.connectors.inputs import wrong


def own_book(uow: UnitOfWork, job: JobRecord, named: str) -> str:
    """Give the series or book for the job's case where the model says `named`; raises InputRejected."""
    return own_series(open_book(named), restricted=is_restricted(uow.connection, job.instance_key))


def open_book(named: str) -> str:
    """Give the series or book of open cases that the model names; raises InputRejected for a hidden one."""
    if is_own_series(named):
        raise wrong(named, f"không có sổ, dãy số “{named}”", f"there is no book or series “{named}”")
    return named
