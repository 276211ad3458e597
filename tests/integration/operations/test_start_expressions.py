"""Expressions in start events are worked out when a process is deployed, where no variable exists."""

import pytest

from engine.errors import DefinitionError
from engine.model.actor import SYSTEM
from engine.model.records import Resource
from engine.operations import Engine, check_resources, deliver_events
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core
from tests.conformance.scenario.notation import bpmn
from tests.office import MovingClock, deploy

_INSTANCE = core(ProcessInstance)


def timed(**timer: str) -> Resource:
    process = bpmn([{"startEvent": "s", "timer": timer}, "s -> a"], process_id="hang_ngay")
    return Resource(name="hang_ngay.bpmn", content=process)


def cases(engine: Engine) -> int:
    deliver_events(engine)
    with engine.unit_of_work() as uow:
        return len(uow.connection.execute(_INSTANCE.select()).all())


def test_an_expression_says_when_cases_begin(engine: Engine, clock: MovingClock) -> None:
    deploy(engine, timed(cycle='="R2/PT" + string(60 * 2) + "M"'))
    assert cases(engine) == 0
    for expected in (1, 2, 2):
        clock.forward(hours=2, minutes=1)
        assert cases(engine) == expected


@pytest.mark.parametrize("text", ["=chu_ky", "=1", '="R/PT0.1S"', "=count(for i in 1..100000000 return i)"])
def test_one_that_gives_no_time_is_refused_and_told(engine: Engine, text: str) -> None:
    with pytest.raises(DefinitionError) as refusal:
        deploy(engine, timed(cycle=text))
    (finding,) = refusal.value.findings
    assert (finding.code, finding.element_id, finding.line) == ("invalid_timer", "s", 1)
    with engine.unit_of_work() as uow:
        assert [found.code for found in check_resources(uow, SYSTEM, resources=[timed(cycle=text)])] == [
            "invalid_timer"
        ]
