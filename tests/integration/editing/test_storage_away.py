"""The object store goes away half-way: nothing half-saved stands, Word keeps what it has and saves it later."""

import hashlib

import psycopg
import pytest

from engine.errors import Text, Unavailable
from engine.operations.documents.collect_orphans import collect_orphans
from engine.store.objects import ObjectStore, ObjectStoreSettings
from engine.store.table_copies import stored_objects
from tests.integration.editing.drafting import FIRST, SECOND, THIRD, Drafting, words_of
from tests.integration.editing.program import Word
from tests.office import MovingClock

NOWHERE = ObjectStoreSettings(endpoint="127.0.0.1:9", access_key="none", secret_key="none")


def test_while_the_store_is_away_word_is_told_to_come_back(drafting: Drafting) -> None:
    engine, store = drafting.engine, drafting.engine.objects
    with Word(drafting.address()) as program:
        program.open()
        engine.objects = ObjectStore(NOWHERE)
        refused = program.put(SECOND)
        assert refused.status_code == 503
        assert program.ask("GET").status_code == 503
        assert program.ask("HEAD").status_code == 200
        assert program.hold_lock().status_code == 200
        engine.objects = store
        assert program.ask("GET").content == FIRST
        program.save(SECOND)
        program.close()
    assert drafting.versions() == ["Dự thảo lần 2", "Dự thảo lần 1"]
    assert drafting.count("edit_save") == 1


def test_a_store_that_goes_away_after_the_bytes_leaves_no_version(
    drafting: Drafting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise Unavailable(Text(vi="Kho tệp không trả lời.", en="The store does not answer."), code="store_away")

    with Word(drafting.address()) as program:
        program.open()
        with monkeypatch.context() as away:
            away.setattr(ObjectStore, "label", gone)
            assert program.put(SECOND).status_code == 503
        assert drafting.versions() == ["Dự thảo lần 1"]
        assert program.ask("GET").content == FIRST
        assert drafting.count("document WHERE state = 'PENDING'") == 0
        program.save(SECOND)
    [newest] = drafting.named()
    assert words_of(drafting.content(newest)) == words_of(SECOND)


def test_what_was_saved_over_outlives_collections_and_is_in_backups(drafting: Drafting, clock: MovingClock) -> None:
    with Word(drafting.address()) as program:
        program.open()
        program.save(SECOND)
        [between] = drafting.named()
        program.save(THIRD)
        program.close()
    clock.forward(days=400)
    collect_orphans(drafting.engine)
    assert drafting.content(between) == SECOND
    with psycopg.connect(drafting.engine.database.settings.plain_url) as connection:
        kept = {one.sha256 for one in stored_objects(connection)}
    assert kept == {hashlib.sha256(content).hexdigest() for content in (FIRST, SECOND, THIRD)}


def test_a_sender_that_breaks_off_leaves_nothing(drafting: Drafting) -> None:
    with Word(drafting.address()) as program:
        program.open()

        def broken() -> object:
            yield SECOND[:100]
            raise ConnectionError

        with pytest.raises(ConnectionError):
            program.ask("PUT", content=broken(), headers={"If": f"(<{program.lock}>)"})
        program.save(SECOND)
    assert drafting.versions() == ["Dự thảo lần 2", "Dự thảo lần 1"]
    assert drafting.count("document WHERE state = 'PENDING'") == 0
