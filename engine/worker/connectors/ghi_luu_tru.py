"""Connector `ghi-luu-tru`: writes into a dossier's history what the archive did with it (process P03).

Header `event` is what happened (`EVENTS`); reads `ho_so_khoa`. The line names the archive's case, whose reader alone
may open it.
"""

from engine.model.actor import SYSTEM
from engine.model.records import JobRecord
from engine.operations.archiving.closed_dossier import TRANSFERRED
from engine.operations.cases.record_event import record_event
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.case_files import case_key
from engine.worker.connectors.eyes import require_found
from engine.worker.connectors.inputs import header, wrong
from engine.worker.connectors.registry import Connector, finish
from engine.worker.connectors.tim_ho_so import FINDER

EVENTS = frozenset({TRANSFERRED, "CaseInHistoricArchive", "CaseDisposed"})


def run(engine: Engine, job: JobRecord) -> None:
    """Write the line together with the job's completion."""
    event, dossier = header(job, "event"), case_key(job, "ho_so_khoa")
    if event not in EVENTS:
        raise wrong("event", f"không có sự kiện “{event}”", f"there is no event “{event}”")

    def note(uow: UnitOfWork) -> None:
        require_found(uow, job, dossier, by=FINDER, variable="ho_so_khoa")
        record_event(uow, SYSTEM, instance_key=dossier, action=event, caller=job.business_id)

    finish(engine, job, {}, note)


CONNECTOR = Connector(job_type="ghi-luu-tru", run=run)
