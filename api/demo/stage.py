"""One case's story, played: who does what, when; between the acts the worker's part is done."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from api.demo.answers import Answers
from engine.errors import EngineError, InputRejected
from engine.model.actor import SYSTEM, Actor
from engine.model.lifecycle import TaskState
from engine.model.records import TaskRecord
from engine.operations import (
    Engine,
    TaskFilter,
    claim_task,
    complete_task,
    continue_series,
    correlate_message,
    create_instance,
    get_case,
    get_instance,
    get_person,
    save_draft,
    search_tasks,
    task_variables,
)
from engine.worker import work_off

Json = Mapping[str, Any]
_MOST_TASKS = 100


class StoryBroken(RuntimeError):
    """The engine did not let somebody do what a story says; the message names case, act and refusal."""


class MovableClock(Protocol):
    """A clock that stands where it is put."""

    moment: datetime


@dataclass(slots=True)
class StoryClock:
    """The clock of an engine that plays stories."""

    moment: datetime = field(default_factory=lambda: datetime(1970, 1, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        """Give the present moment."""
        return self.moment


class Stage:
    """The Office, with its clock in our hand."""

    def __init__(self, engine: Engine, clock: MovableClock) -> None:
        """Take an engine that reads `clock`."""
        self._engine, self._clock = engine, clock
        self._people: dict[str, Actor] = {}
        with engine.unit_of_work() as uow:
            self._zone: ZoneInfo = uow.law.current(uow.transaction).rule_book.calendar.zone

    def at(self, moment: datetime) -> None:
        """Go to a moment, and do what is due by then."""
        self._clock.moment = moment.astimezone(UTC)
        work_off(self._engine)

    def play(self, story: Json) -> int:
        """Play one story; give the key of its case.

        `case` is the id that it must have in the end, `process` its process, `series` the numbers that older books of
        the year have reached. A step has `at` (the Office's time) and `who`, and: `start` with the answers of the start
        form; or `task` (an element, of the case or of one that it called) with `answers` to complete it, with `draft`
        to begin it, or with neither to take it, told from others by `about` or `where` (variables); or `message`, a
        button of the case's page; or nothing, then only time passes. Raises StoryBroken.
        """
        key = 0
        for step in story["steps"]:
            moment = datetime.fromisoformat(step["at"]).replace(tzinfo=self._zone)
            self._clock.moment = moment.astimezone(UTC)
            with _told(story, step):
                if "start" in step:
                    key = self._start(story, step)
                elif "task" in step:
                    self._act(key, step)
                elif "message" in step:
                    self._press(key, step)
                self.at(moment)
        self._check(story, key)
        return key

    def _start(self, story: Json, step: Json) -> int:
        actor = self._person(step["who"])
        answers = Answers(self._engine, actor).resolve(step["start"])
        with self._engine.unit_of_work() as uow:
            for series, last in story.get("series", {}).items():
                year = str(uow.now.astimezone(self._zone).year)
                continue_series(uow, SYSTEM, series=series, period=year, last=last, reason="Sổ giấy")
            return create_instance(uow, actor, process_id=story["process"], variables=answers).key

    def _act(self, case: int, step: Json) -> None:
        actor = self._person(step["who"])
        task = self._task(case, actor, step)
        with self._engine.unit_of_work() as uow:
            held = task_variables(uow, actor, task_key=task.key)
        answers = Answers(self._engine, actor, held).resolve(step.get("answers", step.get("draft", {})))
        with self._engine.unit_of_work() as uow:
            if "answers" in step:
                complete_task(uow, actor, task_key=task.key, variables=answers)
                return
            if task.assignee is None:
                claim_task(uow, actor, task_key=task.key)
            if "draft" in step:
                save_draft(uow, actor, task_key=task.key, data=answers)

    def _press(self, case: int, step: Json) -> None:
        actor = self._person(step["who"])
        with self._engine.unit_of_work() as uow:
            offered = get_case(uow, actor, instance_key=case).actions
            action = next((one for one in offered if one.message_name == step["message"]), None)
            if action is None:
                message = f"{actor.username} has no such button"
                raise StoryBroken(message)
            correlate_message(uow, actor, name=action.message_name, correlation_key=action.correlation_key)

    def _task(self, case: int, actor: Actor, step: Json) -> TaskRecord:
        wanted = TaskFilter(state=TaskState.CREATED, element_id=step["task"])
        about, where = step.get("about"), step.get("where", {})
        with self._engine.unit_of_work() as uow:
            offered = search_tasks(uow, actor, filter=wanted, limit=_MOST_TASKS).items
            found = [task for task in offered if task.root_key == case and about in (None, task.about)]
            if where:
                held = {task.key: task_variables(uow, actor, task_key=task.key) for task in found}
                found = [task for task in found if where.items() <= held[task.key].items()]
        mine = [task for task in found if task.assignee == actor.username] or found
        if len(mine) != 1:
            message = f"{actor.username} has {len(mine)} such tasks"
            raise StoryBroken(message)
        return mine[0]

    def _person(self, username: str) -> Actor:
        if username not in self._people:
            with self._engine.unit_of_work() as uow:
                self._people[username] = get_person(uow, SYSTEM, username=username)
        return self._people[username]

    def _check(self, story: Json, key: int) -> None:
        with self._engine.unit_of_work() as uow:
            case = get_instance(uow, SYSTEM, instance_key=key)
        if case.has_incident or case.business_id != story["case"]:
            failed = ", with an incident" if case.has_incident else ""
            message = f"{story['case']}: the case is {case.business_id}{failed}"
            raise StoryBroken(message)


@contextmanager
def _told(story: Json, step: Json) -> Iterator[None]:
    """Say where a story broke."""
    act = f"{story['case']}, {step['at']} {step.get('who', '')} {step.get('task', '')}".strip()
    try:
        yield
    except InputRejected as error:
        fields = "; ".join(f"{found.field}: {found.text.en}" for found in error.findings)
        message = f"{act}: {error.text.en} {fields}"
        raise StoryBroken(message) from error
    except EngineError as error:
        message = f"{act}: {error.text.en}"
        raise StoryBroken(message) from error
    except StoryBroken as error:
        message = f"{act}: {error}"
        raise StoryBroken(message) from error
