"""What was saved in an office program for a task's form: which file is the newest, and what lay there before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.errors import Finding, InputRejected, Text
from engine.forms import Form, Kind
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.records import DocumentRecord
from engine.operations.unit_of_work import UnitOfWork
from engine.store import edited_files


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSave:
    """When somebody last saved in their office program, and for which task."""

    at: datetime
    task_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Saves:
    """What was saved in office programs for one task.

    `newest` gives, by field and document, the newest save of what was saved over; `moments` when each save came.
    """

    newest: Mapping[tuple[str, str], str]
    moments: Mapping[str, datetime]

    def applied(
        self, form: Form, data: Mapping[str, JsonValue], held: Mapping[str, JsonValue] | None = None
    ) -> dict[str, JsonValue]:
        """Give answers in which each file that was saved over stands as its newest save.

        `held` are the case's variables, with which a form begins where nothing is answered. Fields of a list's rows
        are left as they are: nothing is opened from there.
        """
        answers = dict(data)
        if not self.newest:
            return answers
        for key, component in form.by_key().items():
            named = data[key] if key in data else (held or {}).get(key) if component.prefill else None
            if component.kind is not Kind.FILEPICKER or not isinstance(named, list):
                continue
            now = list(dict.fromkeys(self.newest.get((key, str(one)), str(one)) for one in named))
            if now != named:
                answers[key] = [*now]
        return answers


def read_saves(uow: UnitOfWork, *, task_key: int) -> Saves:
    """Read what was saved for a task (the caller has checked that it is the reader's)."""
    rows = edited_files.saves_of_task(uow.connection, task_key)
    return Saves(
        newest={(row.field, str(row.before_key)): str(row.current_key) for row in rows},
        moments={str(row.document_key): row.saved_at for row in rows},
    )


def require_newest(uow: UnitOfWork, form: Form, data: Mapping[str, JsonValue], *, task_key: int) -> None:
    """Raise InputRejected when a form to be sent names a file that was saved over: its sender has not seen that."""
    newest = read_saves(uow, task_key=task_key).applied(form, data)
    outdated = [key for key in newest if newest[key] != data.get(key)]
    if outdated:
        text = Text(
            vi="Tệp này vừa được lưu lại từ Word sau khi trang mở. Chưa gửi; trang đã hiện bản mới nhất: "
            "xem lại rồi bấm lần nữa.",
            en="This file was saved again in Word after the page was opened. Nothing was sent; the page now has the "
            "newest one: look at it and press again.",
        )
        findings = tuple(Finding(code="edit_newer", text=text, field=key) for key in outdated)
        raise InputRejected(text, code="edit_newer", findings=findings)


def saved_over(uow: UnitOfWork, actor: Actor, *, instance_key: int, field: str) -> tuple[DocumentRecord, ...]:
    """Give what the actor saved for a field of a case and saved over within the same editing, oldest first."""
    if not field:
        return ()
    files = edited_files.replaced_saves(uow.connection, actor.username, instance_key=instance_key, field=field)
    return tuple(file.record for file in files)


def last_save(uow: UnitOfWork, actor: Actor) -> LastSave | None:
    """Tell when the actor last saved in their office program."""
    found = edited_files.last_save_of(uow.connection, actor.username)
    return LastSave(at=found[0], task_key=found[1]) if found is not None else None
