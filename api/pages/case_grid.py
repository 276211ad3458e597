"""The tasks of a case that are about something each, as a grid: what they are about down, the steps across.

A model may choose the columns: the property `column` (`column-en`) of a user task names the one that it stands in.
Steps of one name share it, and a task about nothing in particular stands in every row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api.pages.task_view import StepView
from api.pages.words import DueView
from engine.operations.tasks.urge_task import Urgings

_NONE: Mapping[int, Urgings] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """The latest task of a column about one thing; `due` tells how an open one stands, `urged` how often it was."""

    step: StepView
    due: DueView | None
    urged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Columns across by id, and for each thing (a body, a document) its cells by the column's id."""

    columns: Mapping[str, str]
    rows: Mapping[str, Mapping[str, GridCell]]


@dataclass(slots=True)
class _Rows:
    """Cells as they are put; what is about nothing is kept for every row."""

    cells: dict[str, dict[str, GridCell]] = field(default_factory=dict)
    common: dict[str, GridCell] = field(default_factory=dict)

    def put(self, about: str | None, column: str, cell: GridCell) -> None:
        if about is None:
            self.common[column] = cell
            return
        row = self.cells.setdefault(about, {})
        before = row[column].urged if column in row else 0
        row[column] = GridCell(step=cell.step, due=cell.due, urged=before + cell.urged)


def in_grid(steps: Iterable[StepView], chosen: Mapping[str, str]) -> Sequence[StepView]:
    """Give the steps that stand in a grid: of the `chosen` elements; without any, all that are about something."""
    if chosen:
        return [step for step in steps if step.task.element_id in chosen]
    return [step for step in steps if step.task.about is not None]


def case_grid(
    steps: Iterable[StepView],
    names: Mapping[str, str],
    due: Mapping[int, DueView | None],
    *,
    chosen: Mapping[str, str],
    urged: Mapping[int, Urgings] = _NONE,
) -> Grid | None:
    """Make the grid of a case's tasks, oldest first; None when none is about anything.

    `names` are of the steps, `chosen` the columns that the model names, both by element id; `urged` is by task key.
    """
    columns = dict.fromkeys(chosen.values(), "")
    rows = _Rows()
    for step in in_grid(steps, chosen):
        column = chosen.get(step.task.element_id, step.task.element_id)
        columns[column] = column if chosen else names[column]
        times = urged[step.task.key].times if step.task.key in urged else 0
        rows.put(step.task.about, column, GridCell(step=step, due=due[step.task.key], urged=times))
    if not rows.cells:
        return None
    whole = {about: {**rows.common, **cells} for about, cells in rows.cells.items()}
    return Grid(columns={column: name or column for column, name in columns.items()}, rows=whole)
