"""Running cases as whoever watches them reads them: which step waits for whom, until when, and why until then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from api.pages.words import DueView, Words, holders
from engine.model.actor import Actor
from engine.model.records import InstanceRecord, TaskRecord
from engine.operations import ProgressFilter, UnitOfWork, WatchedCase, may_urge
from engine.store.queries.people import PersonRecord

SHOWN = 3  # steps of a case that a list tells; the others are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedStep:
    """An open task in words; `holder` has it, or may take it."""

    task: TaskRecord
    step: str
    holder: str
    due: DueView | None
    may_urge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedRow:
    """A case as a line; `more` are its further steps."""

    case: InstanceRecord
    process: str
    state: str | None
    steps: tuple[WatchedStep, ...]
    more: int


def watched_rows(uow: UnitOfWork, actor: Actor, words: Words, cases: Sequence[WatchedCase]) -> list[WatchedRow]:
    """Put the words beside the cases of a list."""
    names = words.people(name for one in cases for task in one.tasks for name in holders(task))
    return [
        WatchedRow(
            case=one.case,
            process=words.process(one.case.definition_key, one.case.process_name),
            state=words.case_state(one.case.process_id, one.case.case_state),
            steps=tuple(_step(uow, actor, words, one, task, names) for task in one.tasks[:SHOWN]),
            more=len(one.tasks[SHOWN:]),
        )
        for one in cases
    ]


def progress_filter(
    found: Collection[PersonRecord], *, text: str, process: str, unit: str, person: str
) -> ProgressFilter:
    """Make the filter of a page; a unit stands for its people and for the groups that they are in."""
    of_unit = [one for one in found if one.unit_code == unit]
    if person:
        named = {person} & {one.username for one in of_unit} if unit else {person}
        return ProgressFilter(text=text or None, process_id=process or None, holders=named)
    if unit:
        groups = frozenset[str]().union(*(one.groups for one in of_unit))
        members = frozenset(one.username for one in of_unit)
        return ProgressFilter(text=text or None, process_id=process or None, holders=members, queues=groups)
    return ProgressFilter(text=text or None, process_id=process or None)


def _step(
    uow: UnitOfWork, actor: Actor, words: Words, one: WatchedCase, task: TaskRecord, names: Mapping[str, str]
) -> WatchedStep:
    return WatchedStep(
        task=task,
        step=words.task(task),
        holder=words.holder(task, names),
        due=words.task_due(task),
        may_urge=may_urge(uow, actor, task, started_by=one.case.started_by),
    )
