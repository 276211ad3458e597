import pytest
from sqlalchemy import text

from engine.errors import Unavailable
from engine.store import Database, DatabaseSettings, Transaction


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


def test_a_server_that_is_not_there_is_told_as_unavailable() -> None:
    database = Database(DatabaseSettings(url="postgresql://nobody@127.0.0.1:9/nothing"))
    with pytest.raises(Unavailable) as refused, database.transaction():
        pytest.fail("nothing listens there")
    assert refused.value.stable_code == "database_unavailable"
    with pytest.raises(Unavailable):
        database.check()
