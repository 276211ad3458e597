"""Connector `gui-thong-diep`: sends a message to the case that waits for it, as a message throw event does.

Header `message` names it; input `khoa` is the correlation key (empty: nothing is sent). Whoever waits takes it soon
after; when nobody does, nothing happens.
"""

from engine.model.actor import SYSTEM
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.running.publish_message import publish_message
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.inputs import header, text
from engine.worker.connectors.registry import Connector, finish


def run(engine: Engine, job: JobRecord) -> None:
    """Send the message together with the job's completion."""
    name, key = header(job, "message"), text(job, "khoa").strip()

    def send(uow: UnitOfWork) -> None:
        publish_message(uow, SYSTEM, name=name, correlation_key=key)

    finish(engine, job, {}, send if key else None)


CONNECTOR = Connector(job_type="gui-thong-diep", run=run)
