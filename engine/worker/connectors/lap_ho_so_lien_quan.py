"""Connector `lap-ho-so-lien-quan`: begins a case beside this one, which goes on when this one has ended.

Header `process` names its process, latest version. Inputs: `nguoi` (in whose name it begins), `du_lieu` (a context, its
first variables) and `giay_to` (keys of this case's files that it has too, may be empty). The two cases are linked.
"""

from engine.model.records import JobRecord
from engine.operations.cases.begin_beside import begin_beside
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.eyes import acting_person
from engine.worker.connectors.inputs import header, required_text, texts, wrong
from engine.worker.connectors.registry import Connector, finish


def run(engine: Engine, job: JobRecord) -> None:
    """Begin the case together with the job's completion."""
    process, who, given = header(job, "process"), required_text(job, "nguoi"), job.variables.get("du_lieu")
    if not isinstance(given, dict):
        raise wrong("du_lieu", "biến “du_lieu” phải là một ngữ cảnh", "the variable “du_lieu” must be a context")
    first = dict(given)
    files = tuple(int(key) for key in texts(job, "giay_to")) if job.variables.get("giay_to") else ()

    def begin(uow: UnitOfWork) -> None:
        person = acting_person(uow, job, "nguoi", who)
        begin_beside(uow, person, process_id=process, variables=first, beside=job.instance_key, files=files)

    finish(engine, job, {}, begin)


CONNECTOR = Connector(job_type="lap-ho-so-lien-quan", run=run)
