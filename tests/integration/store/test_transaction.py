"""Writes that wait: in order, seen by the next read, all or none; and what rows carry there and back unharmed."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, bindparam, select, text

from engine.errors import Conflict, InputRejected, Unavailable
from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from engine.store import wire
from engine.store.statements import InsertRows, Statement, update_by_key
from engine.store.tables import CaseMember, ElementInstance, Variable
from engine.store.tables.core import core
from engine.store.transaction import Transaction
from tests.models import ONE_TASK
from tests.office import deploy

AT = datetime(2026, 11, 25, 2, 0, 0, 123_456, tzinfo=UTC)
_MEMBER, _VARIABLE, _ELEMENT = core(CaseMember), core(Variable), core(ElementInstance)
MEMBERS = InsertRows(_MEMBER, ("instance_key", "principal", "role", "since"))
VARIABLES = InsertRows(_VARIABLE, ("scope_key", "name", "key", "instance_key", "value"))
ELEMENTS = InsertRows(_ELEMENT, _ELEMENT.c.keys())
PRINCIPALS = Statement(
    select(_MEMBER.c.principal, _MEMBER.c.since)
    .where(_MEMBER.c.instance_key == bindparam("case"), _MEMBER.c.role == "thử")
    .order_by(_MEMBER.c.principal)
)


@pytest.fixture
def case(engine: Engine, actor: Callable[[str], Actor]) -> int:
    """Give the key of a running case."""
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor("le.kim.oanh"), process_id="thu", variables={}).key


def member(case: int, principal: str) -> dict[str, Any]:
    return {"instance_key": case, "principal": principal, "role": "thử", "since": AT}


def principals(tx: Transaction, case: int) -> list[str]:
    return [row["principal"] for row in tx.read((PRINCIPALS, {"case": case}))[0]]


def test_what_was_written_is_there_for_the_next_read_of_either_kind(engine: Engine, case: int) -> None:
    with engine.database.transaction() as tx:
        tx.write(MEMBERS, [member(case, "user:b"), member(case, "user:a")])
        assert principals(tx, case) == ["user:a", "user:b"]
        tx.write(MEMBERS, [member(case, "user:c")])
        counted = tx.connection.execute(text("SELECT count(*) FROM case_member WHERE role = 'thử'"))
        assert counted.scalar_one() == 3
    with engine.database.transaction() as tx:
        [[first, *_]] = tx.read((PRINCIPALS, {"case": case}))
        assert first["since"] == AT


def test_what_an_exception_breaks_off_is_never_written(engine: Engine, case: int) -> None:
    def broken_off() -> None:
        with engine.database.transaction() as tx:
            tx.write(MEMBERS, [member(case, "user:a")])
            assert principals(tx, case) == ["user:a"]
            tx.write(MEMBERS, [member(case, "user:b")])
            raise LookupError

    with pytest.raises(LookupError):
        broken_off()
    with engine.database.transaction() as tx:
        assert principals(tx, case) == []


def test_a_write_that_the_database_refuses_takes_all_others_with_it(engine: Engine, case: int) -> None:
    def refused() -> None:
        with engine.database.transaction() as tx:
            for principal in ("user:a", "user:a", "user:b"):
                tx.write(MEMBERS, [member(case, principal)])

    with pytest.raises(Conflict):
        refused()
    with engine.database.transaction() as tx:
        assert principals(tx, case) == []
        tx.write(MEMBERS, [member(case, "user:a")])
    with engine.database.transaction() as tx:
        assert principals(tx, case) == ["user:a"]


def test_a_connection_lost_before_the_commit_loses_all_and_says_so(engine: Engine, case: int) -> None:
    def cut() -> None:
        with engine.database.transaction() as tx:
            tx.write(MEMBERS, [member(case, "user:a")])
            [pid] = tx.connection.execute(text("SELECT pg_backend_pid()")).scalars()
            tx.write(MEMBERS, [member(case, "user:b")])
            with engine.database.sql_engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    with pytest.raises(Unavailable):
        cut()
    with engine.database.transaction() as tx:
        assert principals(tx, case) == []


def _server_of(connection: Connection) -> int:
    """Give the number of the server's process behind a connection, without asking it: nothing is begun there."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver.info.backend_pid


def test_a_resting_connection_that_was_cut_is_replaced_unnoticed(engine: Engine, case: int) -> None:
    with engine.database.transaction() as tx:
        [pid] = tx.connection.execute(text("SELECT pg_backend_pid()")).scalars()
    with engine.database.sql_engine.connect() as first, engine.database.sql_engine.connect() as second:
        killer = next(each for each in (first, second) if _server_of(each) != pid)
        killer.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    for _ in range(3):
        with engine.database.transaction() as tx:
            assert principals(tx, case) == []


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        Decimal("1.50"),
        10**30,
        "",
        'trích "nháy", {ngoặc}, \\ gạch, NULL',
        "Nghị quyết\nsố 12",
        [],
        {},
        ["a", None, {"b": [Decimal("0.10")]}],
    ],
)
def test_values_come_back_as_they_went(engine: Engine, case: int, value: object) -> None:
    names = ("một", "hai, ba", '{"bốn"}')
    with engine.database.transaction() as tx:
        rows = [
            {"scope_key": case, "name": name, "key": tx.new_key(), "instance_key": case, "value": value}
            for name in names
        ]
        tx.write(VARIABLES, rows)
    held = Statement(select(_VARIABLE.c.name, _VARIABLE.c.value).where(_VARIABLE.c.scope_key == bindparam("case")))
    with engine.database.transaction() as tx:
        found = {row["name"]: row["value"] for row in tx.read((held, {"case": case}))[0]}
    for name in names:
        assert (found[name], repr(found[name])) == (value, repr(value))


def test_words_and_missing_moments_come_back_as_they_went(engine: Engine, case: int) -> None:
    with engine.database.transaction() as tx:
        common = {"instance_key": case, "scope_key": case, "element_type": "task", "state": "ACTIVE", "started_at": AT}
        keys = [tx.new_key(), tx.new_key()]
        tx.write(
            ELEMENTS,
            [
                {**common, "key": keys[0], "element_id": "a", "ended_at": None, "flows_out": []},
                {**common, "key": keys[1], "element_id": "b", "ended_at": AT, "flows_out": ["f 1", "f,2", '"f3"']},
            ],
        )
        tx.write(
            update_by_key(_ELEMENT, ("flows_out", "state")),
            [{"row_key": keys[0], "flows_out": ["f4"], "state": "COMPLETED"}],
        )
    seen = Statement(select(_ELEMENT).where(_ELEMENT.c.instance_key == bindparam("case")))
    with engine.database.transaction() as tx:
        found = {row["key"]: row for row in tx.read((seen, {"case": case}))[0]}
    first, second = (found[key] for key in keys)
    assert (first["flows_out"], first["ended_at"], first["state"]) == (["f4"], None, "COMPLETED")
    assert (second["flows_out"], second["ended_at"], second["state"]) == (["f 1", "f,2", '"f3"'], AT, "ACTIVE")


def test_a_write_and_an_answer_larger_than_any_buffer_pass_in_one_exchange(engine: Engine, case: int) -> None:
    letters = "hội đồng nhân dân " * 200_000
    held = Statement(select(_VARIABLE.c.value).where(_VARIABLE.c.scope_key == bindparam("case")))
    with engine.database.transaction() as tx:
        for name in ("a", "b", "c"):
            row = {"scope_key": case, "name": name, "key": tx.new_key(), "instance_key": case, "value": letters}
            tx.write(VARIABLES, [row])
            tx.read((held, {"case": case}), (held, {"case": case}))
        [[*rows]] = tx.read((held, {"case": case}))
    assert sum(row["value"] == letters for row in rows) == 3


def test_what_a_connection_forgot_is_prepared_anew(engine: Engine, case: int) -> None:
    # psycopg prepares what it was asked five times. It drops that after ALTER TABLE; of DEALLOCATE it knows nothing.
    for statement, times in (("DEALLOCATE ALL", 3), ("ALTER TABLE case_member SET (fillfactor = 90)", 10)):
        for _ in range(times):
            with engine.database.transaction() as tx:
                tx.connection.execute(text("SELECT count(*) FROM variable")).scalar_one()
                assert principals(tx, case) == []
                tx.connection.execute(text(statement))
                assert principals(tx, case) == []


def test_a_connection_made_to_forget_behind_our_back_is_used_again(engine: Engine, case: int) -> None:
    def forgotten() -> None:
        with engine.database.transaction() as tx:
            assert principals(tx, case) == []
            tx.connection.connection.cursor().execute("DEALLOCATE ALL")
            principals(tx, case)

    with pytest.raises(Unavailable):
        forgotten()
    for _ in range(3):
        with engine.database.transaction() as tx:
            assert principals(tx, case) == []


def test_what_cannot_be_sent_leaves_the_connection_usable(engine: Engine, case: int) -> None:
    def unsendable() -> None:
        with engine.database.transaction() as tx:
            tx.read((PRINCIPALS, {"case": "\x00"}))

    with pytest.raises(InputRejected):
        unsendable()
    with engine.database.transaction() as tx:
        assert principals(tx, case) == []


def test_an_exchange_that_is_cut_off_gives_its_connection_away(
    engine: Engine, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of an answer nobody waited for must never be taken for the next one's."""

    def cut(_link: object) -> None:
        raise KeyboardInterrupt

    def cut_off() -> None:
        with engine.database.transaction() as tx, monkeypatch.context() as patched:
            patched.setattr(wire, "_next", cut)
            principals(tx, case)

    with pytest.raises(KeyboardInterrupt):
        cut_off()
    for _ in range(3):
        with engine.database.transaction() as tx:
            assert principals(tx, case) == []


def test_an_undone_transaction_forgets_nothing_that_is_prepared(engine: Engine, case: int) -> None:
    """Ten times, so that psycopg too has prepared what it is asked for."""

    def undone() -> None:
        with engine.database.transaction() as tx:
            tx.connection.execute(text("SELECT count(*) FROM case_member")).scalar_one()
            assert principals(tx, case) == []
            raise LookupError

    for _ in range(10):
        with pytest.raises(LookupError):
            undone()
