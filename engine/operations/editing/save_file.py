"""Take what an office program saves: every save is a document of its own, judged like any other upload.

Saves under one lock are one version: the newest of them counts, those before it stay as bytes that its readers may
have, unless a step of the case was completed in between. A save that comes too late, or without the right lock, is
refused before a byte of it is read, so that the program keeps it.
"""

from dataclasses import dataclass

from engine.content import FileFacts
from engine.model.document import DocumentPlace
from engine.model.editing import Condition, EditedFile
from engine.model.records import DocumentRecord
from engine.operations.cases.case import Case
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.document_roles import VERSIONS
from engine.operations.documents.upload_document import Upload, begin_upload
from engine.operations.editing.edited import Edited, Reached, edit_locked, edit_unmet, find_edited, hold_case
from engine.operations.editing.lock_file import LONGEST, own_lock
from engine.operations.engine import Engine
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents, edited_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What lies there now; `new` when the bytes are others than before."""

    sha256: str
    new: bool


class Save:
    """A save on its way in: `write` each piece, then `finish`; `abort` when it breaks. Made by `begin_save`."""

    def __init__(
        self, engine: Engine, rules: SignInRules, at: Reached, *, condition: Condition, upload: Upload
    ) -> None:
        self._engine = engine
        self._rules = rules
        self._at = at
        self._condition = condition
        self._upload = upload

    def write(self, chunk: bytes) -> None:
        """Judge and send the next bytes; raises InputRejected and Unavailable."""
        self._upload.write(chunk)

    def finish(self) -> Saved:
        """Make what was written the file's newest save.

        Raises InputRejected, NotFound, Conflict, Unavailable; then `abort` should be called, and nothing has changed.
        """
        facts = self._upload.facts()
        with self._engine.unit_of_work() as uow:
            edited = find_edited(uow, self._rules, self._at, writing=True)
            _require_free(self._rules, edited, edited.file, self._condition)
            same = edited.document.record.sha256 == facts.sha256
        if same:
            self._upload.abort()
            return Saved(sha256=facts.sha256, new=False)
        self._upload.keep(facts)
        with self._engine.unit_of_work() as uow:
            self._confirm(uow, facts)
        return Saved(sha256=facts.sha256, new=True)

    def abort(self) -> None:
        """Drop what was written."""
        self._upload.abort()

    def _confirm(self, uow: UnitOfWork, facts: FileFacts) -> None:
        found = find_edited(uow, self._rules, self._at, writing=True)
        case = hold_case(uow, found)
        edited_files.hold_edited(uow.connection, found.file.key)
        edited = find_edited(uow, self._rules, self._at, writing=True)  # as it is, now that it stands still
        file = edited.file
        in_lock = _require_free(self._rules, edited, file, self._condition)
        if in_lock:
            edited_files.extend_lock(uow.transaction, file.key, self._rules.now() + LONGEST)
        place = DocumentPlace(task_key=file.task_key, field=file.field)
        self._upload.mark_stored(uow, facts, place)
        if in_lock and file.saved_key is not None:
            edited_files.replace(uow.transaction, file.saved_key, instance_key=file.instance_key)
        record = self._place(uow, case, edited)
        edited_files.add_save(
            uow.transaction, file, document_key=record.key, username=edited.actor.username, in_lock=in_lock
        )
        case.record(
            "DocumentSavedFromWord",
            element_id=_element(case),
            document=str(record.key),
            file_name=record.file_name,
            version=record.version,
            sha256=record.sha256,
        )
        case.save()
        uow.transaction.ring([f"user:{edited.actor.username}"])

    def _place(self, uow: UnitOfWork, case: Case, edited: Edited) -> DocumentRecord:
        """Make it the next version in the case: of a file that is there, or where the step counts versions.

        Else it waits for the form to be sent, as what it was made of does.
        """
        file, key = edited.file, self._upload.key
        counted = case.definition.elements[_element(case)].properties.get(VERSIONS) == file.field
        if counted or edited.document.record.instance_key is not None:
            [record] = attach_documents(
                uow, edited.actor, keys=[key], instance_key=case.key, task_key=file.task_key, field=file.field
            )
            return record
        return documents.lock_files(uow.connection, [key])[key].record


def begin_save(engine: Engine, rules: SignInRules, at: Reached, *, condition: Condition) -> Save:
    """Announce a save to the file of an address.

    Raises NotFound, and Conflict: `edit_ended`, `edit_locked`, `edit_condition_unmet`.
    """
    with engine.unit_of_work() as uow:
        edited = find_edited(uow, rules, at, writing=True)
        _require_free(rules, edited, edited.file, condition)
    upload = begin_upload(engine, edited.actor, file_name=edited.document.record.file_name)
    return Save(engine, rules, at, condition=condition, upload=upload)


def _require_free(rules: SignInRules, edited: Edited, file: EditedFile, condition: Condition) -> bool:
    """Raise unless the file may be written under the condition; tell whether it is written under the actor's lock."""
    lock = file.lock
    if not condition.met(lock.token if lock is not None else None, edited.document.record.sha256):
        raise edit_unmet()
    if own_lock(file, edited, condition) is not None:
        return True
    if lock is not None and lock.holds_at(rules.now()):
        raise edit_locked(lock.holder)
    return False


def _element(case: Case) -> str:
    return str(case.task["element_id"]) if case.task is not None else ""
