"""The audit chain under attack by somebody who can write SQL: each manipulation is found and named."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from engine.model.actor import Actor
from engine.model.records import InstanceRecord, Resource
from engine.operations import Engine, TaskFilter, complete_task, create_instance, search_tasks
from engine.operations.upkeep.verify_audit import verify_audit
from tests.models import ONE_TASK
from tests.office import deploy

Make = Callable[[str], Actor]


@pytest.fixture
def case(engine: Engine, actor: Make) -> InstanceRecord:
    """Give a case with four events."""
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    lien = actor("vu.bich.lien")
    with engine.unit_of_work() as uow:
        case = create_instance(uow, actor("le.kim.oanh"), process_id="thu", variables={"so_ban": 1.5})
        [task] = search_tasks(uow, lien, filter=TaskFilter(tab="mine")).items
        complete_task(uow, lien, task_key=task.key, variables={"ghi_chu": "đã sao"})
    return case


def found(engine: Engine) -> set[tuple[int, str]]:
    """Verify, and give (sequence, kind) of each problem."""
    with engine.unit_of_work() as uow:
        return {(problem.sequence, problem.kind) for problem in verify_audit(uow).problems}


@pytest.mark.parametrize(
    ("attack", "problems"),
    [
        ("UPDATE audit_event SET actor = 'ai.khac' WHERE sequence = 3", {(3, "changed")}),
        ("UPDATE audit_event SET at = at + interval '1 day' WHERE sequence = 2", {(2, "changed")}),
        ("UPDATE audit_payload SET payload = '{}' WHERE sequence = 3", {(3, "changed")}),
        ("DELETE FROM audit_event WHERE sequence = 2", {(2, "missing"), (3, "changed")}),
        ("DELETE FROM audit_event WHERE sequence >= 3", {(3, "truncated")}),
        (
            (
                "UPDATE audit_event SET sequence = sequence + 100 WHERE sequence IN (2, 3);"
                "UPDATE audit_event SET sequence = 105 - sequence WHERE sequence > 100"
            ),
            {(2, "changed"), (3, "changed"), (4, "changed")},
        ),
        (
            (
                "DELETE FROM audit_event WHERE sequence = 4; UPDATE process_instance SET audit_sequence = 3,"
                " audit_head = (SELECT chain FROM audit_event WHERE sequence = 3)"
            ),
            {(3, "head_forged")},
        ),
        (
            (
                "INSERT INTO audit_event SELECT instance_key, 5, at, actor, action, element_id, digest, chain"
                " FROM audit_event WHERE sequence = 4"
            ),
            {(5, "surplus")},
        ),
    ],
    ids=["actor", "time", "payload", "removed", "truncated", "reordered", "truncated with head", "inserted"],
)
def test_an_attack_is_named(engine: Engine, case: InstanceRecord, attack: str, problems: set[tuple[int, str]]) -> None:
    assert found(engine) == set()
    with engine.database.sql_engine.begin() as connection:
        for statement in attack.split(";"):
            connection.execute(text(statement))
    assert found(engine) == problems


def test_lawful_erasure_of_a_payload_leaves_the_chain_whole(engine: Engine, case: InstanceRecord) -> None:
    with engine.database.sql_engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_payload WHERE sequence = 3"))
    assert found(engine) == set()


def test_a_changed_secret_key_proves_what_the_former_one_sealed(engine: Engine, case: InstanceRecord) -> None:
    before = engine.settings
    engine.settings = replace(before, secret=b"another secret of the tests")
    assert found(engine) == {(case_head(engine, case), "head_forged")}
    engine.settings = replace(engine.settings, former_secrets=(before.secret,))
    assert found(engine) == set()


def case_head(engine: Engine, case: InstanceRecord) -> int:
    with engine.unit_of_work() as uow:
        statement = text("SELECT audit_sequence FROM process_instance WHERE key = :key")
        return int(uow.connection.execute(statement, {"key": case.key}).scalar_one())
