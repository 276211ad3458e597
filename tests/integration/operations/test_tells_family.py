"""What a case tells the case that called it is there at once: a caller that is busy is waited for, not told later."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text

from engine.model.actor import SYSTEM
from engine.model.records import Resource
from engine.operations import Engine, create_instance, suspend_instance
from engine.operations.cases.set_variables import set_variables
from engine.operations.upkeep.verify_audit import verify_audit
from tests.integration.operations.test_rivals import wait_until_somebody_waits
from tests.models import bpmn, end, flow, start, user_task
from tests.office import deploy

_TOLD = "=if kin = true then {caller: {kin: true}, called: {kin: true}} else null"
MODEL = bpmn(
    "<bpmn:extensionElements><zeebe:properties>"
    '<zeebe:property name="restricted" value="=kin = true"/>'
    f'<zeebe:property name="tells-family" value="{_TOLD}"/>'
    "</zeebe:properties></bpmn:extensionElements>"
    + start()
    + '<bpmn:exclusiveGateway id="con" default="f_viec"/>'
    + user_task("viec")
    + '<bpmn:callActivity id="tach"><bpmn:extensionElements>'
    '<zeebe:calledElement processId="thu" propagateAllParentVariables="false" propagateAllChildVariables="false"/>'
    '<zeebe:ioMapping><zeebe:input source="=phan - 1" target="phan"/></zeebe:ioMapping></bpmn:extensionElements>'
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=[1, 2]"/>'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:callActivity>"
    + end()
    + end("xong")
    + flow("f1", "dau", "con")
    + flow("f_viec", "con", "viec")
    + flow("f_tach", "con", "tach", "=phan &gt; 0")
    + flow("f2", "viec", "cuoi")
    + flow("f3", "tach", "xong"),
)


@pytest.fixture
def family(engine: Engine) -> tuple[int, list[int]]:
    """Give a case and the two that it called."""
    deploy(engine, Resource(name="thu.bpmn", content=MODEL))
    with engine.unit_of_work() as uow:
        key = create_instance(uow, SYSTEM, process_id="thu", variables={"phan": 1, "kin": False}).key
    with engine.unit_of_work() as uow:
        below = text("SELECT key FROM process_instance WHERE parent_key = :key ORDER BY key")
        return key, list(uow.connection.execute(below, {"key": key}).scalars())


def tell(engine: Engine, key: int) -> None:
    with engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=key, variables={"kin": True})


def hidden(engine: Engine) -> list[bool]:
    with engine.unit_of_work() as uow:
        found = list(uow.connection.execute(text("SELECT restricted FROM process_instance ORDER BY key")).scalars())
        assert verify_audit(uow).problems == ()
        return found


def test_the_whole_family_knows_when_the_command_is_done(engine: Engine, family: tuple[int, list[int]]) -> None:
    assert hidden(engine) == [False] * 3
    tell(engine, family[1][1])
    assert hidden(engine) == [True] * 3


def test_a_caller_that_somebody_holds_is_waited_for(
    engine: Engine, family: tuple[int, list[int]], office_url: str
) -> None:
    caller, (child, _) = family
    with psycopg.connect(office_url) as other, ThreadPoolExecutor(1) as thread:
        other.execute("SELECT 1 FROM process_instance WHERE key = %s FOR UPDATE", (caller,))
        told = thread.submit(tell, engine, child)
        wait_until_somebody_waits(office_url)
        other.rollback()
        told.result(timeout=20)
    assert hidden(engine) == [True] * 3


def test_a_caller_that_stands_still_knows_all_the_same(engine: Engine, family: tuple[int, list[int]]) -> None:
    caller, (child, _) = family
    with engine.unit_of_work() as uow:
        suspend_instance(uow, SYSTEM, instance_key=caller, reason="Chờ")
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE process_instance SET state = 'ACTIVE' WHERE key = :key"), {"key": child})
    tell(engine, child)
    assert hidden(engine) == [True] * 3
