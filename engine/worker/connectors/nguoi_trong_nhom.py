"""Connector `nguoi-trong-nhom`: names the people of a group, so that a case can ask whether somebody is one of them.

Input `nhom` is the group's code (empty: nobody). Input `trong_don_vi`, when it is given, is a unit's code, and only its
people count. Header `result` names the variable that gets the list of sign-in names.
"""

from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.store.queries.people import people
from engine.worker.connectors.inputs import header, text
from engine.worker.connectors.registry import Connector, finish


def run(engine: Engine, job: JobRecord) -> None:
    """Look the people up and complete the job with their names, in Vietnamese order."""
    group, unit = text(job, "nhom"), text(job, "trong_don_vi")
    with engine.unit_of_work() as uow:
        found = [
            person.username
            for person in people(uow.connection)
            if person.active and group in person.groups and unit in {"", person.unit_code}
        ]
    finish(engine, job, {header(job, "result"): list(found)})


CONNECTOR = Connector(job_type="nguoi-trong-nhom", run=run)
