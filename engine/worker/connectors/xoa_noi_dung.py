"""Connector `xoa-noi-dung`: takes the content of a case out of the network, as of a denunciation that is kept on paper.

Header `keep` names the variables that stay, separated by commas; the engine's own of a case stay, too. The cases of the
same process that called this one held the same paper: of them the same stays. Everything else goes: answers, drafts,
files with their bytes, identities, notes, notices, what the history says. Sets the variable that header `done` names.
"""

from collections.abc import Iterator
from typing import Final

from engine.model.actor import SYSTEM
from engine.model.records import JobRecord
from engine.operations.cases.record_event import record_event
from engine.operations.documents.kept_views import VIEW_PREFIX
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import erasure
from engine.store.queries.called_cases import case_row
from engine.worker.connectors.inputs import header
from engine.worker.connectors.registry import Connector, finish

_OF_THE_CASE: Final = ("nguoi_lap", "thoi_diem_lap", "ma_ho_so")


def run(engine: Engine, job: JobRecord) -> None:
    """Delete the bytes, then every row together with the job's completion: of what is left halfway nothing is read."""
    done = header(job, "done")
    keep = {done, *_OF_THE_CASE, *(name.strip() for name in header(job, "keep").split(",") if name.strip())}
    with engine.unit_of_work() as uow:
        gone = [one for key in _family(uow, job.instance_key) for one in erasure.objects_of(uow.transaction, key)]
    for key, name in gone:
        engine.objects.destroy(name)
        engine.objects.delete_folder(f"{VIEW_PREFIX}{key}/")

    def erase(uow: UnitOfWork) -> None:
        for key in _family(uow, job.instance_key):
            record_event(uow, SYSTEM, instance_key=key, action="ContentErased")
            row = case_row(uow.connection, key)
            erasure.erase_content(uow.transaction, key, keep=keep, said=f"{row.title} {row.business_id}")

    finish(engine, job, {done: True}, erase)


def _family(uow: UnitOfWork, instance_key: int) -> Iterator[int]:
    """Give the case and those of its process that called it, from the inside outwards."""
    row = case_row(uow.connection, instance_key)
    process = row.process_id
    while True:
        yield row.key
        if row.parent_key is None:
            return
        row = case_row(uow.connection, row.parent_key)
        if row.process_id != process:
            return


CONNECTOR = Connector(job_type="xoa-noi-dung", run=run)
