"""The tasks of a case that are about something each, as a grid: what they are about down, the steps across."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.pages.task_view import StepView
from api.pages.words import DueView


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """The latest task of a step about one thing; `due` tells how an open one stands."""

    step: StepView
    due: DueView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Steps across by element id, and for each thing (a body, a document) its cells by element id."""

    columns: Mapping[str, str]
    rows: Mapping[str, Mapping[str, GridCell]]


def case_grid(steps: Iterable[StepView], names: Mapping[str, str], due: Mapping[int, DueView | None]) -> Grid | None:
    """Make the grid of a case's tasks, oldest first; None when none is about anything. `names` are of the steps."""
    columns: dict[str, str] = {}
    rows: dict[str, dict[str, GridCell]] = {}
    for step in steps:
        if step.task.about is not None:
            element = step.task.element_id
            columns[element] = names[element]
            rows.setdefault(step.task.about, {})[element] = GridCell(step=step, due=due[step.task.key])
    return Grid(columns=columns, rows=rows) if rows else None
