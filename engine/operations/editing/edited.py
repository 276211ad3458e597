"""Find the file behind an office program's address, with permission asked anew as the person it was made for.

Whatever does not hold any more answers like an address that was never given out. Only whoever wants to write into a
file that they may still read is told that its task has ended: their program must not take that for a lost file.
"""

from dataclasses import dataclass

from engine.errors import Conflict, NotFound, NotPermitted, Text
from engine.model.actor import Actor
from engine.model.document import StoredFile
from engine.model.editing import EditedFile
from engine.model.lifecycle import TaskState
from engine.operations.access import find_task, require_worker
from engine.operations.cases.case import Case
from engine.operations.documents.download_document import readable_file
from engine.operations.signing_in.sign_in_rules import SignInRules, token_digest
from engine.operations.tasks.tasks import lock_case_of_task, open_task
from engine.operations.unit_of_work import UnitOfWork
from engine.store import edit_addresses, edited_files
from engine.store.edit_addresses import FoundAddress

ENDED, LOCKED, UNMET = "edit_ended", "edit_locked", "edit_condition_unmet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What an address names: the text of it (`token`), the name that the file has there; "" is the folder around it."""

    token: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A file as the person of an address may have it now."""

    actor: Actor
    file_name: str
    file: EditedFile
    document: StoredFile


def find_edited(uow: UnitOfWork, rules: SignInRules, at: Reached, *, writing: bool = False) -> Edited:
    """Give the file of an address; raises NotFound, and Conflict (`ENDED`) to whoever is `writing` too late."""
    address = address_of(uow, rules, at)
    file = edited_files.find_edited(uow.connection, address.file_key)
    if file is None:
        raise edit_not_found()
    actor = address.actor
    try:
        document = readable_file(uow, actor, document_key=file.current_key)
        open_now = _require_task(uow, actor, file.task_key)
    except (NotFound, NotPermitted, Conflict):
        raise edit_not_found() from None
    if not open_now:
        raise edit_ended() if writing else edit_not_found()
    return Edited(actor=actor, file_name=address.file_name, file=file, document=document)


def address_of(uow: UnitOfWork, rules: SignInRules, at: Reached) -> FoundAddress:
    """Give a living address that bears this name or is its folder; raises NotFound."""
    found = edit_addresses.find_address(uow.transaction, token_digest(at.token))
    if found is None or found.expires_at <= rules.now() or at.name not in ("", found.file_name):
        raise edit_not_found()
    return found


def _require_task(uow: UnitOfWork, actor: Actor, task_key: int) -> bool:
    """Raise unless the actor may work on the task, were it open; tell whether it is."""
    task = find_task(uow, actor, task_key)
    if task is None:
        raise edit_not_found()
    if task.state == TaskState.COMPLETED.value and task.completed_by == actor.username:
        return False
    require_worker(uow, actor, task)
    return task.state == TaskState.CREATED.value


def hold_case(uow: UnitOfWork, edited: Edited) -> Case:
    """Lock the case of a file whose task must be open under the lock; raises NotFound, and Conflict (`ENDED`)."""
    try:
        case = lock_case_of_task(uow, edited.actor, edited.file.task_key)
        open_task(case, "save_draft", None)
    except Conflict as refused:
        if refused.stable_code == "task_taken":
            raise edit_not_found() from None
        raise edit_ended() from None
    return case


def edit_not_found() -> NotFound:
    """Make the one answer for an address that is not there, is over, or is not for this person any more."""
    return NotFound(Text(vi="Không tìm thấy tệp.", en="File not found."), code="edit_not_found")


def edit_ended() -> Conflict:
    """Make the answer to a save that comes after its task was completed."""
    return Conflict(
        Text(
            vi="Việc này đã hoàn thành nên không nhận bản lưu từ Word nữa. Nội dung còn trong Word: "
            "chọn Tệp, Lưu như (Save As) để giữ trên máy.",
            en="The task is completed, so nothing is taken from Word any more. What you wrote is still in Word: "
            "keep it on your computer by Save As.",
        ),
        code=ENDED,
    )


def edit_locked(holder: str) -> Conflict:
    """Make the answer to whoever comes while somebody has the file open for editing."""
    return Conflict(
        Text(vi=f"{holder} đang mở tệp này để sửa.", en=f"{holder} has this file open for editing."), code=LOCKED
    )


def edit_unmet() -> Conflict:
    """Make the answer to a writer whose lock or version is no longer the file's."""
    return Conflict(
        Text(
            vi="Tệp đã thay đổi hoặc đã mở ở nơi khác. Chưa lưu; nội dung còn trong Word.",
            en="The file has changed or was opened elsewhere. Nothing was saved; what you wrote is still in Word.",
        ),
        code=UNMET,
    )
