"""Connector `ghi-thay-doi`: keeps with an issued document that it was recalled, corrected or replaced (P04).

Reads `van_ban_goc`, `loai_xu_ly` and `ly_do`; the line stands in that case's history, with the reason.
"""

from engine.model.actor import SYSTEM
from engine.model.records import JobRecord
from engine.operations.cases.record_event import record_event
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.gui_thay_doi import KINDS
from engine.worker.connectors.inputs import required_text, text
from engine.worker.connectors.issued import issued_for
from engine.worker.connectors.registry import Connector, finish

ACTIONS = {1: "DocumentRecalled", 2: "DocumentCorrected", 3: "DocumentReplaced"}


def run(engine: Engine, job: JobRecord) -> None:
    """Write the line together with the job's completion."""
    action, reason = ACTIONS[KINDS[required_text(job, "loai_xu_ly")]], text(job, "ly_do")
    with engine.unit_of_work() as uow:
        found = issued_for(uow, job, required_text(job, "van_ban_goc"))

    def note(uow: UnitOfWork) -> None:
        if found is not None:
            record_event(
                uow, SYSTEM, instance_key=found.instance_key, action=action, reason=reason, caller=job.business_id
            )

    finish(engine, job, {}, note)


CONNECTOR = Connector(job_type="ghi-thay-doi", run=run)
