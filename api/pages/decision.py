"""What a task is decided on, and what one knows before deciding: properties of the step in the model.

`shows` names the variable of the case that holds the file in the middle of the page, `decides` the choice of the form
whose answers are the buttons, `reasons` the variable that says why the document came back, `versions` the file field of
which every version counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.pages.reasons import REASONS, Reason, reasons
from api.pages.words import Words
from engine.model.actor import Actor
from engine.model.records import DocumentRecord, TaskRecord
from engine.operations import UnitOfWork, approvals, returned_by, task_variables
from engine.operations.documents.document_roles import VERSIONS
from engine.operations.editing.newest_saves import saved_over

SHOWS: Final = "shows"
DECIDES: Final = "decides"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """The file to decide on, None without one; the versions of the draft, oldest first; why it came back."""

    shown: DocumentRecord | None = None
    as_words: bool = False  # its text rather than its pages: reasons lead to places in it
    versions: tuple[DocumentRecord, ...] = ()
    saved_over: tuple[DocumentRecord, ...] = ()  # saves of the reader's that are no versions
    reasons: tuple[Reason, ...] = ()
    approved: frozenset[int] = frozenset()  # keys of the tasks by which others have approved
    returned: int | None = None  # key of the task that sent it back

    def since(self, moments: Iterable[datetime]) -> tuple[DocumentRecord, DocumentRecord] | None:
        """Give the version that was decided on last and the newest one; None when nothing was decided on before it.

        `moments` are when steps of the case were done: what lay there before the newest version came was submitted.
        """
        newest = self.versions[-1] if self.versions else None
        before = max((one for one in moments if newest is not None and one < newest.uploaded_at), default=None)
        submitted = [one for one in self.versions[:-1] if before is not None and one.uploaded_at <= before]
        return (submitted[-1], newest) if submitted and newest is not None else None


def read_decision(
    uow: UnitOfWork, actor: Actor, words: Words, task: TaskRecord, documents: tuple[DocumentRecord, ...]
) -> DecisionView:
    """Read it for a task; `documents` are those of the case that the reader may know of."""
    shows, why, versions = (
        words.task_property(task.definition_key, task.element_id, name) for name in (SHOWS, REASONS, VERSIONS)
    )
    if not documents or not (shows or why):
        return DecisionView()
    held = task_variables(uow, actor, task_key=task.key)
    every = draft_versions(documents, versions)
    named = held.get(shows)
    keys = [str(key) for key in named] if isinstance(named, list) else []
    shown = next((one for key in keys for one in documents if str(one.key) == key), None)
    if versions and shows == versions and every:
        shown = every[-1]  # one that was kept meanwhile and not yet submitted
    return DecisionView(
        shown=shown,
        as_words=bool(why),
        versions=every,
        saved_over=saved_over(uow, actor, instance_key=task.instance_key, field=versions),
        reasons=reasons(held.get(why), held) if why else (),
        approved=approvals(uow, actor, task) if task.awaits else frozenset(),
        returned=returned_by(uow, actor, task, variable=why, reason=held[why]) if held.get(why) else None,
    )


def draft_versions(documents: tuple[DocumentRecord, ...], field: str) -> tuple[DocumentRecord, ...]:
    """Give the files of one field of the case, the oldest first."""
    of_field = (one for one in documents if field and one.field == field)
    return tuple(sorted(of_field, key=lambda one: (one.uploaded_at, one.key)))
