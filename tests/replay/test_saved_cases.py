"""State written by any earlier release restores for ever: each recorded case goes on as it would have then."""

from pathlib import Path

import pytest

from engine.model.events import JobCreated, JobKind, ProcessCompleted, UserTaskCreated
from tests.replay.recording import FOLDER, KEY, read, record, restore

RECORDINGS = sorted(FOLDER.glob("format_*/parallel_loop.json"))
LISTENING = sorted(FOLDER.glob("format_*/listening.json"))


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


@pytest.mark.parametrize("path", LISTENING, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recorded_listener_is_followed_by_what_was_to_come(path: Path) -> None:
    recording = read(path)
    execution = restore(recording)
    key = recording.tasks["b"]
    execution.complete(key, {})  # the second and last listener; the job of the task itself follows
    (job,) = [event for event in execution.events if isinstance(event, JobCreated)]
    assert job.kind is JobKind.BPMN_ELEMENT
    execution.complete(key, {"r": "B"})
    (task,) = [event for event in execution.events if isinstance(event, UserTaskCreated)]
    assert task.element_id == "tra_lai"
    assert execution.visible_variables(task.element_instance_key) == {"n": 7, "du": True, "x": 7, "ket_qua": ["A", "B"]}
    execution.complete(task.element_instance_key, {})
    assert not execution.finished
    execution.complete(KEY, {})  # the listener of the process's end
    assert execution.finished
