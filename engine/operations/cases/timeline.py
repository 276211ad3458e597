"""The audit chain of a case as plain sentences (Diễn biến): who did what, when, and why."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from engine.errors import Text
from engine.model.actor import SYSTEM
from engine.model.definition import Definition, Element
from engine.model.records import TimelineEntry
from engine.operations.cases.roles_given import ROLES
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.law import CodeRow
from engine.store.queries.people import display_names
from engine.store.tables import AuditEvent, AuditPayload
from engine.store.tables.core import core

_EVENT, _PAYLOAD = core(AuditEvent), core(AuditPayload)
_MOST = 1000
_BEHALF = "on_behalf_of"
NOTE = "NoteWritten"
SAVED = "DocumentSavedFromWord"
PRIVATE_NOTE = "PrivateNoteWritten"  # stands on the chain; to others even that it exists would tell something
_PEOPLE = ("new", "person", _BEHALF)  # entries of a payload that are sign-in names

# {who} the actor, {step} the element's name, and what the payload holds.
_SENTENCES = {
    "CaseStarted": Text(vi="{who} lập hồ sơ.", en="{who} started the case."),
    "CaseCalled": Text(vi="Hồ sơ {caller} gọi quy trình này.", en="Case {caller} called this process."),
    "TaskCreated": Text(vi="Việc “{step}” được chuyển đến.", en="The task “{step}” arrived."),
    "TaskClaimed": Text(vi="{who} nhận xử lý “{step}”.", en="{who} took “{step}”."),
    "TaskReleased": Text(vi="{who} trả lại nhóm việc “{step}”.", en="{who} gave “{step}” back to the group."),
    "TaskAssigned": Text(vi="{who} chuyển “{step}” cho {new}.", en="{who} assigned “{step}” to {new}."),
    "TaskAsked": Text(vi="{who} nhờ {new} xử lý “{step}”.", en="{who} asked {new} to work on “{step}”."),
    "TaskGivenBack": Text(
        vi="{who} làm xong phần được nhờ ở “{step}”, gửi lại {new}.", en="{who} gave “{step}” back to {new}."
    ),
    "TaskTakenBack": Text(vi="{who} lấy lại việc đã nhờ “{step}”.", en="{who} took “{step}” back."),
    "TaskLeft": Text(
        vi="Người nhờ đã ngừng làm việc; {new} giữ việc “{step}” và là người hoàn thành.",
        en="Whoever asked has left; {new} has “{step}” and completes it.",
    ),
    "TaskGivenOut": Text(vi="{who} phân công “{step}” cho {new}.", en="{who} gave “{step}” to {new}."),
    "TaskChanged": Text(
        vi="{who} đổi hạn, người nhận hoặc mức ưu tiên của “{step}”.",
        en="{who} changed dates, candidates or priority of “{step}”.",
    ),
    "TaskChangeDenied": Text(
        vi="Kiểm tra tự động không cho {person} thực hiện thao tác với “{step}”.",
        en="An automatic check did not let {person} act on “{step}”.",
    ),
    "TaskUrged": Text(vi="{who} đôn đốc việc “{step}”.", en="{who} urged the task “{step}”."),
    "PersonNamed": Text(vi="{who} đưa {person} vào hồ sơ: {role}.", en="{who} named {person} in the case: {role_en}."),
    "RoleEnded": Text(vi="{who} cho {person} thôi vai trò {role}.", en="{who} ended the role {role_en} of {person}."),
    "CaseSeen": Text(vi="{who} đã xem hồ sơ.", en="{who} has seen the case."),
    "TaskRecorded": Text(vi="{who} ghi nhận thay cơ quan: “{step}”.", en="{who} recorded for the body: “{step}”."),
    "UrgedByLetter": Text(vi="{vi}", en="{en}"),
    "TaskCompleted": Text(vi="{who} hoàn thành “{step}”.", en="{who} completed “{step}”."),
    "JobErrorThrown": Text(vi="“{step}” báo lỗi nghiệp vụ.", en="“{step}” reported a business error."),
    "JobCompleted": Text(vi="Hệ thống đã thực hiện “{step}”.", en="The system carried out “{step}”."),
    "ListenerDone": Text(
        vi="Hệ thống đã làm việc kèm theo của “{step}”.", en="The system did what goes along with “{step}”."
    ),
    "ElementAsked": Text(vi="{who} bắt đầu thêm “{step}”.", en="{who} began “{step}” as well."),
    "VariablesSet": Text(vi="{who} sửa dữ liệu của hồ sơ.", en="{who} changed data of the case."),
    "DecisionMade": Text(
        vi="Hệ thống áp dụng bảng quy tắc “{decision_name}” ở bước “{step}”.",
        en="The system applied the decision “{decision_name}” at “{step}”.",
    ),
    "TimerFired": Text(vi="Đến thời điểm “{step}”.", en="The moment “{step}” came."),
    "MessageReceived": Text(vi="{who}: {step}.", en="{who}: {step}."),
    "SignalThrown": Text(vi="“{step}” phát tín hiệu.", en="“{step}” sent a signal."),
    "SignalReceived": Text(vi="Tín hiệu “{step}” đến.", en="The signal “{step}” came."),
    "EscalationReceived": Text(
        vi="Hồ sơ được gọi báo cáo vượt cấp “{code}”.", en="The called case escalated “{code}”."
    ),
    "IncidentRaised": Text(vi="“{step}” gặp lỗi xử lý tự động: {vi}", en="“{step}” failed: {en}"),
    "IncidentResolved": Text(vi="{who} cho chạy lại “{step}”.", en="{who} ran “{step}” again."),
    "CasePackaged": Text(vi="Hồ sơ đã được đóng gói để nộp lưu.", en="The case was packaged for the archive."),
    "CaseTransferred": Text(vi="Hồ sơ đã nộp vào lưu trữ ({caller}).", en="Handed to the archive ({caller})."),
    "CaseInHistoricArchive": Text(
        vi="Hồ sơ đã nộp vào lưu trữ lịch sử ({caller}).", en="Handed to the historic archive ({caller})."
    ),
    "CaseDisposed": Text(vi="Hồ sơ đã tiêu hủy theo quyết định ({caller}).", en="Destroyed by decision ({caller})."),
    "DocumentRecalled": Text(
        vi="Văn bản của hồ sơ này đã thu hồi ({caller}).", en="The document was recalled ({caller})."
    ),
    "DocumentCorrected": Text(
        vi="Văn bản của hồ sơ này đã đính chính, cập nhật ({caller}).", en="The document was corrected ({caller})."
    ),
    "DocumentReplaced": Text(
        vi="Văn bản của hồ sơ này đã được thay thế ({caller}).", en="The document was replaced ({caller})."
    ),
    "SenderRecalls": Text(vi="Nơi gửi đề nghị thu hồi văn bản.", en="The sender recalls the document."),
    "SenderUpdates": Text(vi="Nơi gửi đề nghị cập nhật văn bản.", en="The sender updates the document."),
    "SenderReplaces": Text(vi="Nơi gửi đề nghị thay thế văn bản.", en="The sender replaces the document."),
    "SenderRequestAgreed": Text(
        vi="{who} đồng ý để nơi gửi {vi} văn bản.", en="{who} agreed to the sender's request to {en} the document."
    ),
    "SenderRequestRefused": Text(
        vi="{who} từ chối đề nghị {vi} của nơi gửi.", en="{who} refused the sender's request to {en} the document."
    ),
    "CaseCanceled": Text(vi="{who} kết thúc sớm hồ sơ.", en="{who} ended the case early."),
    "CaseSuspended": Text(vi="{who} tạm dừng hồ sơ.", en="{who} suspended the case."),
    "CaseResumed": Text(vi="{who} cho hồ sơ tiếp tục.", en="{who} let the case go on."),
    "CaseFailed": Text(
        vi="Hồ sơ kết thúc vì lỗi nghiệp vụ “{code}”; hồ sơ đã gọi xử lý tiếp.",
        en="The case ended with the business error “{code}”; the case that called it goes on.",
    ),
    "DueDatesRecalculated": Text(vi="{vi}", en="{en}"),
    "DueDateExtended": Text(vi="{who} gia hạn “{step}”: {vi}.", en="{who} extended “{step}”: {en}."),
    "ClockStopped": Text(
        vi="{who} tạm dừng tính hạn; đang dừng: {vi}.", en="{who} stopped the clock; standing still: {en}."
    ),
    "ClockRestarted": Text(
        vi="{who} cho tính hạn tiếp; hạn mới: {vi}.", en="{who} let the clock go on; now due: {en}."
    ),
    "CaseRestricted": Text(
        vi="Từ đây chỉ những người được nêu tên trong hồ sơ xem được.",
        en="From now on only the people named in the case can see it.",
    ),
    "CaseOpened": Text(vi="Hồ sơ không còn hạn chế xem.", en="The case is no longer restricted."),
    "ContentErased": Text(
        vi="Nội dung đã xóa khỏi hệ thống; chỉ còn phiếu theo dõi, đơn xử lý trên giấy.",
        en="The content was erased; a stub is left, the letter is handled on paper.",
    ),
    "ToldByFamily": Text(
        vi="Cập nhật theo hồ sơ gốc hoặc hồ sơ tách ra.", en="Updated after the case it comes from or a part of it."
    ),
    "CaseNumbered": Text(vi="Vào sổ với mã hồ sơ {number}.", en="Registered as {number}."),
    "DuplicateFound": Text(
        vi="{who} so sánh và kết luận: trùng với {number}.", en="{who} compared and concluded: the same as {number}."
    ),
    "NewFactsFound": Text(
        vi="{who} so sánh với {number} và kết luận: có tình tiết mới.",
        en="{who} compared with {number} and concluded: there are new facts.",
    ),
    "CaseMerged": Text(vi="{who} nhập hồ sơ này vào {number}.", en="{who} merged this case into {number}."),
    "CaseTakenIn": Text(vi="{who} nhập hồ sơ {number} vào hồ sơ này.", en="{who} merged {number} into this case."),
    "IdentityRead": Text(vi="{who} xem danh tính người gửi.", en="{who} opened the sender's identity."),
    "CaseCompleted": Text(vi="Hồ sơ kết thúc.", en="The case ended."),
    NOTE: Text(vi="{who} viết một ghi chú.", en="{who} wrote a note."),
    "DocumentOpenedInWord": Text(
        vi="{who} mở bằng Word tệp “{file_name}”.", en="{who} opened the file “{file_name}” in Word."
    ),
    SAVED: Text(vi="{who} lưu từ Word tệp “{file_name}”.", en="{who} saved the file “{file_name}” from Word."),
    "FileTakenOut": Text(
        vi="Một tệp không được phép có ở đây đã được đưa ra khỏi hệ thống.",
        en="A file that must not be here was taken out of the system.",
    ),
    "DocumentAttached": Text(vi="{who} thêm tệp “{file_name}”.", en="{who} added the file “{file_name}”."),
}
_UNKNOWN = Text(vi="{who}: {action}.", en="{who}: {action}.")


def read_timeline(uow: UnitOfWork, definition: Definition, instance_key: int) -> tuple[TimelineEntry, ...]:
    """Give the latest events of a case, newest first (the caller has checked that the reader may see the case)."""
    joined = _EVENT.outerjoin(
        _PAYLOAD,
        (_PAYLOAD.c.instance_key == _EVENT.c.instance_key) & (_PAYLOAD.c.sequence == _EVENT.c.sequence),
    )
    statement = (
        select(_EVENT, _PAYLOAD.c.payload)
        .select_from(joined)
        .where(_EVENT.c.instance_key == instance_key, _EVENT.c.action != PRIVATE_NOTE)
    )
    rows = uow.connection.execute(statement.order_by(_EVENT.c.sequence.desc()).limit(_MOST)).all()
    return tell(uow, _without_repeated_saves(rows), lambda _row: definition)


def _without_repeated_saves(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Leave of saves that follow one another the last one alone: programs save by themselves, again and again."""
    told: list[Row[Any]] = []
    for row in rows:
        after = told[-1] if told else None
        if after is None or row.action != SAVED or (after.action, after.actor) != (SAVED, row.actor):
            told.append(row)
    return told


def tell(
    uow: UnitOfWork, rows: Sequence[Row[Any]], definition_of: Callable[[Row[Any]], Definition]
) -> tuple[TimelineEntry, ...]:
    """Put events (with their payloads) into plain sentences; `definition_of` gives the model of an event's case."""
    people = {row.actor for row in rows} | {str((row.payload or {}).get(name)) for row in rows for name in _PEOPLE}
    names = display_names(uow.connection, people)
    roles = {row.value: row for row in uow.law.current(uow.transaction).code_lists.get(ROLES, ())}
    return tuple(_entry(row, definition_of(row), names, roles) for row in rows)


def _entry(row: Any, definition: Definition, names: Mapping[str, str], roles: Mapping[str, CodeRow]) -> TimelineEntry:
    payload = row.payload or {}
    element = definition.elements.get(row.element_id) if row.element_id else None
    step = _about(_step(row.element_id, element), payload.get("about"))
    who = Text(vi=names[row.actor], en=_in_english(row.actor, names))
    if _BEHALF in payload:
        away = names[payload[_BEHALF]]
        who = Text(vi=f"{who.vi} (thay {away})", en=f"{who.en} (standing in for {away})")
    words = {
        "action": row.action,
        **{name: names.get(str(payload.get(name)), str(payload.get(name))) for name in _PEOPLE},
        **_role(payload.get("role", ""), roles),
        "vi": payload.get("vi", ""),
        "en": payload.get("en", ""),
        "file_name": payload.get("file_name", ""),
        "caller": payload.get("caller", ""),
        "code": payload.get("code", ""),
        "number": payload.get("number", ""),
        "decision_name": payload.get("decision_name", ""),
    }
    pattern = _SENTENCES.get(_told_as(row, payload), _UNKNOWN)
    return TimelineEntry(
        sequence=row.sequence,
        at=row.at,
        actor=row.actor,
        actor_name=names[row.actor],
        action=row.action,
        element_id=row.element_id,
        element_name=step if row.element_id else None,
        sentence=Text(
            vi=pattern.vi.format(step=step.vi, who=who.vi, **words),
            en=pattern.en.format(step=step.en, who=who.en, **words),
        ),
        reason=_reason(payload),
    )


def _told_as(row: Any, payload: Mapping[str, Any]) -> str:
    """Tell giving out from handing on, and recording what a body outside did from doing one's own work."""
    if row.action == "TaskAssigned" and payload.get("old") is None and payload.get("new") != row.actor:
        return "TaskGivenOut"
    return "TaskRecorded" if row.action == "TaskCompleted" and payload.get("for_body") else str(row.action)


def _in_english(actor: str, names: Mapping[str, str]) -> str:
    return "The system" if actor == SYSTEM.username else names[actor]


def _step(element_id: str | None, element: Element | None) -> Text:
    if element is None:
        return Text(vi=element_id or "", en=element_id or "")
    name = element.name or element.id
    return Text(vi=name, en=element.properties.get("name-en", name))


def _role(code: str, roles: Mapping[str, CodeRow]) -> dict[str, str]:
    known = roles.get(code)
    return {"role": known.vi if known else code, "role_en": known.en if known else code}


def _about(step: Text, about: str | None) -> Text:
    return Text(vi=f"{step.vi}: {about}", en=f"{step.en}: {about}") if about else step


def _reason(payload: dict[str, Any]) -> str | None:
    """Give the reason that a command was given, or what a form's first field `ly_do…` says."""
    data = payload.get("data") or {}
    given = [payload.get("reason"), *(value for name, value in data.items() if name.startswith("ly_do"))]
    return next((reason for reason in given if isinstance(reason, str) and reason), None)
