"""Two people, two windows, a program that died: nobody writes over another, and nobody waits for ever."""

from collections.abc import Iterator

import pytest

from tests.integration.editing.drafting import OANH, SECOND, THIRD, Drafting, words_of
from tests.integration.editing.program import DAV, Word
from tests.integration.pages.desk import Desk, desk
from tests.office import MovingClock

HAO = "mai.thanh.hao"
MINUTES = 11  # longer than a lock lasts


@pytest.fixture
def stand_in(drafting: Drafting) -> Iterator[Desk]:
    """Give the desk of somebody who does the drafter's work while she is away."""
    drafting.change(
        "INSERT INTO substitution (key, username, substitute, first_day, last_day, reason)"
        " VALUES (1, :away, :substitute, '2026-11-25', '2026-11-26', 'nghỉ')",
        away=OANH,
        substitute=HAO,
    )
    with desk(drafting.served, HAO) as other:
        yield other


def test_the_second_editor_reads_only_and_learns_who_has_the_file(drafting: Drafting, stand_in: Desk) -> None:
    with Word(drafting.address()) as first, Word(drafting.address(desk=stand_in)) as second:
        first.open()
        refused = second.take_lock()
        assert refused.status_code == 423
        assert "Lê Thị Kim Oanh đang mở tệp này" in refused.json()["detail"]
        told = second.properties(DAV + "lockdiscovery")[DAV + "lockdiscovery"]
        assert "Lê Thị Kim Oanh" in told
        assert first.lock not in told  # else it could be used
        assert second.ask("GET").status_code == 200
        assert second.ask("PUT", content=THIRD).status_code == 423
        assert second.ask("PUT", content=THIRD, headers={"If": f"(<{first.lock}>)"}).status_code == 423
        assert second.ask("UNLOCK", headers={"Lock-Token": f"<{first.lock}>"}).status_code == 409
        assert "Lê Thị Kim Oanh đang mở tệp này để sửa" in drafting.open_word(drafting.draft, desk=stand_in).text
        first.save(SECOND)
        first.close()
        assert words_of(second.open()) == words_of(SECOND)
        second.save(THIRD)
        second.close()
    assert drafting.versions() == ["Dự thảo lần 3", "Dự thảo lần 2", "Dự thảo lần 1"]
    who = drafting.told("DocumentSavedFromWord")
    assert who == [(OANH, None), (HAO, OANH)]  # the stand-in's save says in whose place


def test_a_program_that_died_holds_nobody_up_for_long(
    drafting: Drafting, stand_in: Desk, sign_in_clock: MovingClock
) -> None:
    with Word(drafting.address()) as died, Word(drafting.address(desk=stand_in)) as second:
        died.open()
        died.save(SECOND)
        assert second.take_lock().status_code == 423
        sign_in_clock.forward(minutes=MINUTES)
        assert words_of(second.open()) == words_of(SECOND)
        second.save(THIRD)
        assert died.hold_lock().status_code == 412
        assert died.put(SECOND).status_code == 412  # it comes back: what it has stays with it
        second.close()
    [newest] = drafting.named()
    assert words_of(drafting.content(newest)) == words_of(THIRD)


def test_a_computer_that_slept_goes_on_if_nobody_came_meanwhile(drafting: Drafting, sign_in_clock: MovingClock) -> None:
    with Word(drafting.address()) as program:
        program.open()
        program.save(SECOND)
        sign_in_clock.forward(minutes=MINUTES)
        assert program.properties()[DAV + "lockdiscovery"] == ""
        program.save(THIRD)
        program.close()
    assert drafting.versions() == ["Dự thảo lần 2", "Dự thảo lần 1"]


def test_a_lock_is_held_by_asking_again(drafting: Drafting, sign_in_clock: MovingClock) -> None:
    with Word(drafting.address()) as program, Word(program.address) as other:
        program.open()
        for _ in range(3):
            sign_in_clock.forward(minutes=8)
            assert program.hold_lock().status_code == 200
            assert other.take_lock().status_code == 423
        assert "Second-600" in program.properties(DAV + "lockdiscovery")[DAV + "lockdiscovery"]


def test_without_a_lock_each_save_is_a_version_and_conditions_hold(drafting: Drafting) -> None:
    with Word(drafting.address()) as program:
        first = program.ask("HEAD").headers["etag"]
        saved = program.ask("PUT", content=SECOND, headers={"If-Match": first})
        assert saved.status_code == 204
        assert program.ask("PUT", content=THIRD, headers={"If-Match": first}).status_code == 412
        assert program.ask("PUT", content=THIRD, headers={"If": f"([{first}])"}).status_code == 412
        both = f"([{first}]) (Not <DAV:no-lock> [{saved.headers['etag']}])"
        assert program.ask("PUT", content=THIRD, headers={"If": both}).status_code == 204
        assert program.ask("PUT", content=SECOND, headers={"If": "(<opaquelocktoken:made-up>)"}).status_code == 412
    assert drafting.versions() == ["Dự thảo lần 3", "Dự thảo lần 2", "Dự thảo lần 1"]


def test_what_was_decided_on_in_between_stays_a_version(drafting: Drafting, clock: MovingClock) -> None:
    with Word(drafting.address()) as program:
        program.open()
        program.save(SECOND)
        clock.forward(minutes=1)
        # A step beside this one looked at the draft as it was and was completed.
        drafting.change(
            "INSERT INTO user_task SELECT (jsonb_populate_record(user_task, jsonb_build_object('key', 1,"
            " 'element_instance_key', 1, 'state', 'COMPLETED', 'completed_at', CAST(:at AS text)))).*"
            " FROM user_task WHERE state = 'CREATED'",
            at=clock.moment.isoformat(),
        )
        clock.forward(minutes=1)
        program.save(THIRD)
    assert drafting.versions() == ["Dự thảo lần 3", "Dự thảo lần 2", "Dự thảo lần 1"]
