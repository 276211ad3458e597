"""Connector `bao-ho-so`: brings a message to the very case that was picked, and tells whether it was awaited there.

Header `message` names it, `result` the variable for the answer. Inputs: `ho_so` (the case's key; empty: nothing is
brought) and `nguoi` (who picked it, with whose eyes it is found). The case gets `ho_so_bao`, the key of the case that
brings the message, and `nguoi_bao`. A case that does not wait for it is left alone: the answer is false.
"""

from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.people.find_people import get_person
from engine.operations.running.message_case import awaits_message, message_case
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.case_files import case_key
from engine.worker.connectors.eyes import may_look
from engine.worker.connectors.inputs import header, required_text, text
from engine.worker.connectors.registry import Connector, finish


def run(engine: Engine, job: JobRecord) -> None:
    """Bring the message together with the job's completion; one that is awaited no longer by then is a later try's."""
    name, result = header(job, "message"), header(job, "result")
    if not text(job, "ho_so").strip():
        finish(engine, job, {result: False})
        return
    told, who = case_key(job, "ho_so"), required_text(job, "nguoi")
    with engine.unit_of_work() as uow:
        chose = get_person(uow, SYSTEM, username=who)
        seen = may_look(uow, job, chose, told, into_open=True)
        awaited = seen and awaits_message(uow, chose, instance_key=told, name=name)
    brought: dict[str, JsonValue] = {"ho_so_bao": str(job.instance_key), "nguoi_bao": who}

    def bring(uow: UnitOfWork) -> None:
        message_case(uow, SYSTEM, instance_key=told, name=name, variables=brought)

    finish(engine, job, {result: awaited}, bring if awaited else None)


CONNECTOR = Connector(job_type="bao-ho-so", run=run)
