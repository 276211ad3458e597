"""Nhật ký hệ thống: what administration did, in plain sentences, and whether the chains are intact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from engine.errors import Text
from engine.model.actor import SYSTEM, Actor
from engine.model.records import Page
from engine.operations.people.administration import require_administrator
from engine.operations.unit_of_work import UnitOfWork
from engine.operations.upkeep.seed import GROUPS, LISTS
from engine.operations.upkeep.verify_audit import AuditReport, verify_audit
from engine.store.audit import NO_CASE
from engine.store.queries.people import display_names
from engine.store.tables import AuditChain, AuditEvent, AuditPayload, ProcessInstance
from engine.store.tables.core import core

_EVENT, _PAYLOAD, _CHAIN, _INSTANCE = core(AuditEvent), core(AuditPayload), core(AuditChain), core(ProcessInstance)
_SENTENCES: Final = {
    "RuleChanged": Text(vi="{who} đổi quy tắc {subject}.", en="{who} changed the rule {subject}."),
    "CalendarChanged": Text(vi="{who} đổi lịch ngày {subject}.", en="{who} changed the calendar of {subject}."),
    "UnitAdded": Text(vi="{who} thêm đơn vị {subject}.", en="{who} added the unit {subject}."),
    "UnitChanged": Text(vi="{who} sửa đơn vị {subject}.", en="{who} changed the unit {subject}."),
    "PersonAdded": Text(vi="{who} thêm tài khoản {subject}.", en="{who} added the account {subject}."),
    "PersonChanged": Text(vi="{who} sửa thông tin của {subject}.", en="{who} changed what is told of {subject}."),
    "RolesChanged": Text(vi="{who} đổi vai trò của {subject}.", en="{who} changed the roles of {subject}."),
    "PasswordReset": Text(vi="{who} đặt lại mật khẩu của {subject}.", en="{who} reset the password of {subject}."),
    "PasswordChanged": Text(vi="{who} đổi mật khẩu của mình.", en="{who} changed their own password."),
    "SecondFactorEnrolled": Text(vi="{who} bật xác thực hai bước.", en="{who} switched a second factor on."),
    "SecondFactorSwitchedOff": Text(vi="{who} tắt xác thực hai bước.", en="{who} switched the second factor off."),
    "RecoveryCodesMade": Text(vi="{who} tạo lại mã khôi phục.", en="{who} made new recovery codes."),
    "RecoveryCodeUsed": Text(vi="{who} dùng một mã khôi phục.", en="{who} used a recovery code."),
    "SecondFactorReset": Text(
        vi="{who} gỡ xác thực hai bước của {subject}.", en="{who} removed the second factor of {subject}."
    ),
    "SecondFactorDemanded": Text(
        vi="{who} đổi vai trò bắt buộc xác thực hai bước.", en="{who} changed which roles must have a second factor."
    ),
    "PersonDeactivated": Text(vi="{who} cho {subject} ngừng sử dụng.", en="{who} deactivated {subject}."),
    "PersonReactivated": Text(vi="{who} cho {subject} hoạt động lại.", en="{who} reactivated {subject}."),
    "SubstituteNamed": Text(vi="{who} đặt người làm thay {subject}.", en="{who} named who stands in for {subject}."),
    "SubstituteEnded": Text(vi="{who} thôi việc làm thay {subject}.", en="{who} ended the standing in for {subject}."),
    "PeopleImported": Text(vi="{who} nhập người và đơn vị từ tệp {subject}.", en="{who} imported from {subject}."),
    "SeriesContinued": Text(
        vi="{who} cho dãy số {subject} chạy tiếp từ sổ cũ.", en="{who} let the series {subject} go on from older books."
    ),
    "NumberVoided": Text(vi="{who} hủy một số của dãy {subject}.", en="{who} withdrew a number of {subject}."),
    "CodeListChanged": Text(vi="{who} sửa danh mục {subject}.", en="{who} changed the code list {subject}."),
    "PermissionsChanged": Text(vi="{who} đổi quyền của nhóm {subject}.", en="{who} changed what {subject} may do."),
    "DenunciationsConfirmed": Text(
        vi="{who} xác nhận số đơn tố cáo của kỳ {subject}.", en="{who} confirmed the denunciations of {subject}."
    ),
    "PetitionReportMade": Text(vi="{who} lập báo cáo đơn {subject}.", en="{who} made the petition report {subject}."),
    "SigningAgentPaired": Text(vi="{who} ghép một máy ký.", en="{who} paired a signing machine."),
    "SigningAgentRemoved": Text(vi="{who} bỏ ghép một máy ký.", en="{who} removed a signing machine."),
    "SessionEnded": Text(vi="{who} kết thúc phiên của {subject}.", en="{who} ended a session of {subject}."),
}
_UNKNOWN: Final = Text(vi="{who}: {action} {subject}.", en="{who}: {action} {subject}.")


_FIELDS: Final = {
    "from": Text(vi="Từ ngày", en="From"),
    "until": Text(vi="Đến hết ngày", en="Until"),
    "substitute": Text(vi="Người làm thay", en="Stands in"),
    "period": Text(vi="Thời kỳ", en="Period"),
    "last": Text(vi="Số mới nhất", en="Last number"),
    "name": Text(vi="Tên", en="Name"),
    "short_name": Text(vi="Tên viết tắt", en="Short name"),
    "parent_code": Text(vi="Trực thuộc", en="Belongs to"),
    "valid_from": Text(vi="Hiệu lực từ ngày", en="Valid from"),
    "valid_until": Text(vi="Hiệu lực đến hết ngày", en="Valid until"),
    "successors": Text(vi="Đơn vị kế thừa", en="Successors"),
    "email": Text(vi="Thư điện tử", en="E-mail"),
    "axis_code": Text(vi="Mã định danh", en="Code on the axis"),
    "display_name": Text(vi="Họ tên", en="Name"),
    "title": Text(vi="Chức vụ", en="Position"),
    "unit": Text(vi="Đơn vị", en="Unit"),
    "amount": Text(vi="Độ dài", en="Length"),
    "max_amount": Text(vi="Tối đa", en="At most"),
    "roll": Text(vi="Ngày cuối rơi vào ngày nghỉ", en="When the last day is a day off"),
    "count_start_day": Text(vi="Tính cả ngày xảy ra sự kiện", en="The event's day counts"),
    "may_suspend": Text(vi="Được tạm dừng tính hạn", en="The clock may be stopped"),
    "condition": Text(vi="Điều kiện", en="Condition"),
    "title_vi": Text(vi="Tên tiếng Việt", en="Vietnamese name"),
    "title_en": Text(vi="Tên tiếng Anh", en="English name"),
    "legal_basis": Text(vi="Căn cứ pháp lý", en="Legal basis"),
    "article": Text(vi="Điều, khoản", en="Article"),
    "confidence": Text(vi="Mức tin cậy", en="Confidence"),
    "mode": Text(vi="Cách áp dụng", en="How it is applied"),
    "running_cases": Text(vi="Hồ sơ đang chạy khi quy tắc đổi", en="Cases under way when the rule changes"),
    "note_vi": Text(vi="Ghi chú", en="Note"),
    "effective_from": Text(vi="Có hiệu lực từ", en="In force from"),
    "effective_to": Text(vi="Hết hiệu lực sau ngày", en="In force until"),
}
_PEOPLE: Final = ("substitute",)  # fields whose values are sign-in names
_LISTED: Final = {"CodeListChanged": LISTS, "PermissionsChanged": GROUPS}  # subjects that a code list names


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One thing that was done, with its reason and what it changed (old and new value by name)."""

    sequence: int
    at: datetime
    sentence: Text
    reason: str
    changes: tuple[tuple[Text, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a check of all chains found; `told` are the faults that the reader may know of."""

    at: datetime
    report: AuditReport
    told: tuple[Text, ...]


def read_log(uow: UnitOfWork, actor: Actor, *, offset: int = 0, limit: int = 50) -> Page[LogEntry]:
    """Give what administration did, newest first."""
    require_administrator(uow, actor)
    joined = _EVENT.join(
        _PAYLOAD, (_PAYLOAD.c.instance_key == _EVENT.c.instance_key) & (_PAYLOAD.c.sequence == _EVENT.c.sequence)
    )
    statement = (
        select(_EVENT, _PAYLOAD.c.payload)
        .select_from(joined)
        .where(_EVENT.c.instance_key == NO_CASE)
        .order_by(_EVENT.c.sequence.desc())
    )
    rows = uow.connection.execute(statement.offset(offset).limit(limit)).all()
    total = uow.connection.execute(select(_CHAIN.c.sequence)).scalar_one_or_none() or 0
    told = {name for row in rows for name in (row.actor, row.element_id, *_people_in(row.payload)) if name}
    names = display_names(uow.connection, told)
    items = tuple(_entry(row, names, _subject(uow, row, names)) for row in rows)
    return Page(items=items, total=total)


def verify_for(uow: UnitOfWork, actor: Actor) -> Verification:
    """Check every chain; a fault in a restricted case is counted as a fault, and its case is not named."""
    require_administrator(uow, actor)
    report = verify_audit(uow)
    keys = {problem.instance_key for problem in report.problems}
    hidden = set(
        uow.connection.execute(
            select(_INSTANCE.c.key).where(_INSTANCE.c.key.in_(keys), _INSTANCE.c.restricted)
        ).scalars()
    )
    told = tuple(problem.text for problem in report.problems if problem.instance_key not in hidden)
    return Verification(at=uow.now, report=report, told=told)


def _subject(uow: UnitOfWork, row: Any, names: Mapping[str, str]) -> Text:
    """Name what an event is about as people call it; somebody's sign-in name stays beside, for two may share a name."""
    subject = row.element_id or ""
    codes = uow.law.current(uow.transaction).code_lists.get(_LISTED.get(row.action, ""), ())
    word = next((Text(vi=code.vi, en=code.en) for code in codes if code.value == subject), None)
    if word is not None:
        return word
    name = names.get(subject, subject)
    shown = subject if name == subject else f"{name} ({subject})"
    return Text(vi=shown, en=shown)


def _people_in(payload: Mapping[str, Any]) -> Iterator[str]:
    """Give the sign-in names that an event's records hold."""
    for record in (payload.get("old"), payload.get("new")):
        if isinstance(record, Mapping):
            yield from (record[name] for name in _PEOPLE if isinstance(record.get(name), str))


def _entry(row: Any, names: Mapping[str, str], subject: Text) -> LogEntry:
    payload, actor = row.payload, names[row.actor]
    operator = payload.get("operator")
    who = f"{operator} (hoidong)" if operator else actor  # at the command line
    who_en = "The system" if row.actor == SYSTEM.username and not operator else who
    pattern = _SENTENCES.get(row.action, _UNKNOWN)
    return LogEntry(
        sequence=row.sequence,
        at=row.at,
        sentence=Text(
            vi=pattern.vi.format(who=who, subject=subject.vi, action=row.action),
            en=pattern.en.format(who=who_en, subject=subject.en, action=row.action),
        ),
        reason=str(payload.get("reason") or ""),
        changes=_changes(payload.get("old"), payload.get("new"), names),
    )


def _changes(old: Any, new: Any, names: Mapping[str, str]) -> tuple[tuple[Text, str, str], ...]:
    """Give the fields that differ between two records; a record that begins or ends has nothing on one side."""
    if not isinstance(old, Mapping | None) or not isinstance(new, Mapping | None):
        return ()
    before, after = old or {}, new or {}
    differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]

    def shown(record: Mapping[str, Any], name: str) -> str:
        value = record.get(name)
        return names.get(value, value) if name in _PEOPLE and isinstance(value, str) else _shown(value)

    return tuple(
        (_FIELDS.get(name, Text(vi=name, en=name)), shown(before, name), shown(after, name)) for name in differing
    )


def _shown(value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}" if isinstance(value, str) else str(value)
    except ValueError:  # words, not a day
        return str(value)
