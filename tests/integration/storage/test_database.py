import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import insert, text

from engine.errors import Conflict, InputRejected, Unavailable
from engine.store import Database, DatabaseSettings, Transaction
from engine.store.statements import Statement
from engine.store.tables import CaseMember, Unit
from engine.store.tables.core import core

PATIENCE_S = 30


def test_a_full_pool_is_told_as_busy(database_url: str) -> None:
    database = Database(DatabaseSettings(url=database_url, pool_size=1, pool_timeout_s=0.1))
    with database.transaction(), pytest.raises(Unavailable) as refused, database.transaction():
        pytest.fail("there is only one connection")
    database.close()
    assert refused.value.stable_code == "database_busy"


def make_and_wait(transaction: Transaction) -> None:
    transaction.connection.execute(text("CREATE TABLE undone (n int)"))
    transaction.connection.execute(text("SELECT pg_sleep(30)"))


def test_a_statement_that_the_server_gives_up_is_told_as_busy_and_undone(database_url: str) -> None:
    database = Database(DatabaseSettings(url=database_url, statement_timeout_s=0.1))
    with pytest.raises(Unavailable) as refused, database.transaction() as transaction:
        make_and_wait(transaction)
    assert refused.value.stable_code == "database_busy"
    with database.transaction() as transaction:
        assert transaction.connection.execute(text("SELECT to_regclass('undone')")).scalar_one() is None
    database.close()


def test_a_commit_that_fails_leaves_neither_its_transaction_nor_its_locks(database_url: str) -> None:
    database = Database(DatabaseSettings(url=database_url, pool_size=1))
    orphan = {"instance_key": 7, "principal": "user:x", "role": "worker", "since": datetime.now(UTC)}
    for sent_before_the_commit in (False, True):  # a case that is not there: the database refuses the write
        with pytest.raises(Conflict, match="just gone"):
            write_and_fail(database, orphan, send=sent_before_the_commit)
        with psycopg.connect(database_url) as other:
            assert other.execute("SELECT pg_try_advisory_lock(4711)").fetchone() == (True,)
        with database.transaction() as transaction:
            assert transaction.connection.execute(text("SELECT 1")).scalar_one() == 1
    database.close()


def write_and_fail(database: Database, orphan: dict[str, object], *, send: bool) -> None:
    with database.transaction() as transaction:
        transaction.connection.execute(text("SELECT pg_advisory_xact_lock(4711)"))
        transaction.write(Statement(insert(core(CaseMember)), tuple(orphan)), [orphan])
        if send:
            transaction.connection.execute(text("SELECT 1"))


def test_a_server_that_is_not_there_is_told_as_unavailable() -> None:
    database = Database(DatabaseSettings(url="postgresql://nobody@127.0.0.1:9/nothing"))
    with pytest.raises(Unavailable) as refused, database.transaction():
        pytest.fail("nothing listens there")
    assert refused.value.stable_code == "database_unavailable"
    with pytest.raises(Unavailable):
        database.check()


def test_a_server_that_takes_the_call_and_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/nothing"
        database = Database(DatabaseSettings(url=url, connect_timeout_s=2))
        with pytest.raises(Unavailable) as refused, database.transaction():
            pytest.fail("nobody answers there")
    assert refused.value.stable_code == "database_unavailable"


def test_what_somebody_stored_first_is_a_conflict(database_url: str) -> None:
    database = Database(DatabaseSettings(url=database_url))
    for expected in (None, Conflict):
        unit = insert(core(Unit)).values(code="phong", name="Phòng")
        with nullcontext() if expected is None else pytest.raises(expected, match="same"), database.transaction() as tx:
            tx.connection.execute(unit)
    database.close()


REFUSED = {
    "a NUL in a text": "INSERT INTO unit (code, name, external) VALUES ('a', chr(0), false)",
    "a NUL in JSON": r"""SELECT '"\u0000"'::jsonb""",
    "a number too large": "SELECT 99999999999999999999::bigint",
    "a numeric overflow": "SELECT 10::numeric ^ 200000",
    "no date": "SELECT '31/02/2026'::date",
    "too long for an index": "INSERT INTO unit (code, name, external) VALUES "
    "((SELECT string_agg(md5(n::text), '') FROM generate_series(1, 400) n), 'x', false)",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_a_value_that_cannot_be_stored_is_refused_as_input(database_url: str, statement: str) -> None:
    database = Database(DatabaseSettings(url=database_url))
    with pytest.raises(InputRejected) as refused, database.transaction() as transaction:
        transaction.connection.execute(text(statement.replace(":", r"\:")))
    assert refused.value.stable_code == "value_not_storable"
    database.close()


def test_two_that_wait_for_each_other_one_is_told_to_try_again(database_url: str) -> None:
    database = Database(DatabaseSettings(url=database_url))
    both = Barrier(2)

    def lock(first: int) -> str:
        try:
            with database.transaction() as tx:
                tx.connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": first})
                both.wait(PATIENCE_S)
                tx.connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": 3 - first})
        except Unavailable as refused:
            return refused.stable_code if refused.retryable else "hopeless"
        else:
            return "done"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(lock, (1, 2))) == ["database_busy", "done"]
    database.close()


def test_one_that_cannot_be_put_in_order_with_another_is_told_to_try_again(database_url: str) -> None:
    database = Database(DatabaseSettings(url=database_url))
    with database.transaction() as tx:
        tx.connection.execute(insert(core(Unit)).values(code="phong", name="Phòng", external=False))
    rename = text("UPDATE unit SET name = name || '!' WHERE code = 'phong'")

    def late() -> None:
        with database.transaction() as tx:
            tx.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            tx.connection.execute(text("SELECT name FROM unit"))
            with database.transaction() as quicker:
                quicker.connection.execute(rename)
            tx.connection.execute(rename)

    with pytest.raises(Unavailable) as refused:
        late()
    assert (refused.value.stable_code, refused.value.retryable) == ("database_busy", True)
    database.close()
