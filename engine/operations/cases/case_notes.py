"""Notes on a case (Ghi chú): for everybody who reads the case, for people named in it, or for their author alone.

A note moves nothing and stays as it was written. Reading it takes what reading the case takes, and more where it is not
for everybody: whoever loses the case loses its notes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import insert, or_, select

from engine.errors import Finding, InputRejected, Text
from engine.model.actor import Actor
from engine.operations.access import require_case_access
from engine.operations.cases.case_people import list_people
from engine.operations.cases.record_event import record_event
from engine.operations.cases.timeline import NOTE, PRIVATE_NOTE
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import insert_notices
from engine.store.queries.access import BY_TASK
from engine.store.queries.called_cases import case_row
from engine.store.queries.people import PersonRecord, display_names, people
from engine.store.tables import CaseNote
from engine.store.tables.core import core

_NOTE = core(CaseNote)
_USER: Final = "user:"
LONGEST_NOTE: Final = 4000  # characters
CODE: Final = "case_note"
Audience = Literal["case", "named", "author"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note as its readers see it; `readers` are names of people, where it is for some only."""

    key: int
    author: str
    body: str
    audience: Audience
    readers: tuple[str, ...]
    written_at: datetime


def list_notes(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> tuple[Note, ...]:
    """Give the notes that the actor may read, newest first; raise NotFound when they may not see the case."""
    require_case_access(uow, actor, instance_key)
    theirs = or_(_NOTE.c.author == actor.username, _NOTE.c.readers.contains([actor.username]))
    readable = or_(_NOTE.c.audience == "case", theirs)
    statement = select(_NOTE).where(_NOTE.c.instance_key == instance_key, readable)
    rows = uow.connection.execute(statement.order_by(_NOTE.c.written_at.desc(), _NOTE.c.key.desc())).all()
    names = display_names(uow.connection, {name for row in rows for name in (row.author, *row.readers)})
    return tuple(
        Note(
            key=row.key,
            author=names[row.author],
            body=row.body,
            audience=row.audience,
            readers=tuple(names[name] for name in row.readers),
            written_at=row.written_at,
        )
        for row in rows
    )


def possible_readers(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> tuple[PersonRecord, ...]:
    """Give the people whom a note can be for: who takes part in the case by name and may read it, but the actor."""
    named = {
        one.principal.removeprefix(_USER): one.part
        for one in list_people(uow, actor, instance_key=instance_key)
        if one.principal.startswith(_USER) and (one.until is None or one.until > uow.now)
    }
    found = people(uow.connection, named.keys() - {actor.username})
    return tuple(one for one in found if one.active and not (one.outside and named[one.username] in BY_TASK))


def write_note(
    uow: UnitOfWork, actor: Actor, *, instance_key: int, body: str, audience: str, readers: tuple[str, ...] = ()
) -> None:
    """Write a note on a case, which may have ended; the people that it is for get a notice without its words.

    Raises NotFound, or InputRejected: no words, too many, nobody chosen, or somebody who takes no part in the case.
    """
    require_case_access(uow, actor, instance_key)
    chosen = tuple(dict.fromkeys(readers)) if audience == "named" else ()
    possible = {person.username for person in possible_readers(uow, actor, instance_key=instance_key)}
    _require_fit(body, audience, chosen, possible)
    record_event(uow, actor, instance_key=instance_key, action=NOTE if audience == "case" else PRIVATE_NOTE)
    row = {
        "key": uow.new_key(),
        "instance_key": instance_key,
        "author": actor.username,
        "body": body,
        "audience": audience,
        "readers": list(chosen),
        "written_at": uow.now,
    }
    uow.connection.execute(insert(_NOTE).values(**row))
    number = case_row(uow.connection, instance_key).business_id
    insert_notices(
        uow.transaction,
        chosen,
        instance_key=instance_key,
        code=CODE,
        data={
            "vi": f"{actor.display_name} gửi anh/chị một ghi chú ở hồ sơ {number}.",
            "en": f"{actor.display_name} left a note for you on case {number}.",
        },
        source_key=f"note:{row['key']}",
    )


def _require_fit(body: str, audience: str, chosen: tuple[str, ...], possible: set[str]) -> None:
    if not body.strip() or len(body) > LONGEST_NOTE:
        raise _refused(
            "body",
            "note_unfit",
            f"Hãy viết ghi chú, không quá {LONGEST_NOTE} ký tự.",
            f"Write a note, of {LONGEST_NOTE} characters at most.",
        )
    if audience not in get_args(Audience):
        raise _refused("audience", "unknown_audience", "Hãy chọn ai đọc được ghi chú.", "Choose who may read the note.")
    if audience == "named" and not chosen:
        raise _refused("readers", "nobody_chosen", "Hãy chọn người đọc.", "Choose who shall read it.")
    if not possible.issuperset(chosen):
        raise _refused(
            "readers",
            "reader_takes_no_part",
            "Chỉ chọn được người đang tham gia hồ sơ.",
            "Only people who take part in the case can be chosen.",
        )


def _refused(field: str, code: str, vi: str, en: str) -> InputRejected:
    text = Text(vi=vi, en=en)
    return InputRejected(text, code=code, findings=(Finding(code=code, text=text, field=field),))
