"""Connector `ghi-don-doc`: counts a letter that urges whoever owes a step of the case.

Reads `buoc` (ids of the steps that are owed), `ve` (what their task is about, where that tells it apart), `doi_tuong`
(whom the letter urges, in words) and `so_ky_hieu` (the letter; without it none was issued and nothing is counted).
"""

from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.tasks.urge_by_letter import urge_by_letter
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.inputs import required_text, text, texts
from engine.worker.connectors.registry import Connector, finish


def run(engine: Engine, job: JobRecord) -> None:
    """Count the letter together with the job's completion."""
    steps, who = texts(job, "buoc"), required_text(job, "doi_tuong")
    document, about = text(job, "so_ky_hieu").strip(), text(job, "ve") or None

    def count(uow: UnitOfWork) -> None:
        urge_by_letter(uow, instance_key=job.instance_key, element_ids=steps, about=about, who=who, document=document)

    finish(engine, job, {}, count if document else None)


CONNECTOR = Connector(job_type="ghi-don-doc", run=run)
