"""State written by any earlier release restores for ever: each recorded case goes on as it would have then."""

from pathlib import Path

import pytest

from engine.model.events import ProcessCompleted, UserTaskCreated
from tests.replay.recording import FOLDER, read, record, restore

RECORDINGS = sorted(FOLDER.glob("format_*/*.json"))


def test_the_present_format_is_recorded() -> None:
    assert (FOLDER / f"format_{record().document['format']}" / "parallel_loop.json") in RECORDINGS


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recorded_case_goes_on_to_its_end(path: Path) -> None:
    recording = read(path)
    execution = restore(recording)
    assert set(execution.active_elements()) >= {"hai", "ba"}
    execution.complete(recording.tasks["ba"], {})
    ended_after = [execution.finished]
    execution.complete(recording.tasks["hai"], {})
    assert [*ended_after, execution.finished] == [False, True]
    assert any(isinstance(event, ProcessCompleted) for event in execution.events)
    assert not any(isinstance(event, UserTaskCreated) for event in execution.events)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recorded_wait_still_takes_its_message(path: Path) -> None:
    recording = read(path)
    execution = restore(recording)
    execution.trigger(recording.waits["rut"], {})
    assert "hai" not in execution.active_elements()
    assert not execution.finished  # the join can no longer be reached by all: the job still waits
    assert "ba" in execution.active_elements()
