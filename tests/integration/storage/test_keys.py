from concurrent.futures import ThreadPoolExecutor

from engine.store import Database, DatabaseSettings
from engine.store.keys import BLOCK


def test_every_connection_may_ask_for_keys_at_once(database_url: str) -> None:
    database = Database(DatabaseSettings(url=database_url, pool_size=2, pool_timeout_s=1))

    def many(_worker: int) -> list[int]:
        with database.transaction() as transaction:
            return [transaction.new_key() for _ in range(BLOCK)]

    with ThreadPoolExecutor(2) as pool:
        keys = [key for part in pool.map(many, range(4)) for key in part]
    database.close()
    assert len(set(keys)) == 4 * BLOCK
