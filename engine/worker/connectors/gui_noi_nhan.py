"""Connector `gui-noi-nhan`: puts an issued document on its way to one recipient (P01).

Input `noi_nhan_ma` is the recipient's code in the directory, or `ca_nhan` for the person outside it whom `gui_ca_nhan`
names (on paper); `so_ky_hieu`, `ngay` and `trich_yeu` name the document,
`van_ban_ky` is the file, `phu_luc` its appendices and `kenh` the channels that the registry chose. Sets `ma_gui` (the
dispatch), `ten_noi_nhan` and `trang_thai_gui`: `noi_bo` (its people have accounts here: each gets a notice and may read
the file, not the case), `dang_gui` (a channel carries it and tells the case what becomes of it), `ben_ngoai` (on paper;
the registry records it) or `khong_co` (the directory has no such body, or it has ended: then `ly_do_tu_choi` says since
when and `chon_lai` names its successor). What a restricted case issues goes on paper only:
whom the case does not name could read nothing of it here.
"""

from dataclasses import dataclass
from datetime import date

from engine.exchange import document_id
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.dispatch.channels import INSIDE, PAPER, Channel
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import dispatches, notices
from engine.store.document_readers import add_readers
from engine.store.queries.directory import DirectoryUnit, directory_people, directory_units
from engine.store.queries.register_lines import is_restricted
from engine.worker.connectors.case_files import one_document_key
from engine.worker.connectors.described import described
from engine.worker.connectors.inputs import required_text, texts
from engine.worker.connectors.registry import Connector, finish, source_key
from engine.worker.connectors.thong_bao import CODE, LONGEST

WITHIN, SENDING, OUTSIDE, UNKNOWN = "noi_bo", "dang_gui", "ben_ngoai", "khong_co"
PERSON = "ca_nhan"
REGISTRY = "van_thu"  # receives for units of the Office that have nobody of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A recipient as the directory knows it today; `people` have accounts here and receive for it."""

    name: str
    state: str
    people: tuple[str, ...] = ()
    ended_on: date | None = None
    successor: str | None = None
    channel: str = PAPER
    address: str | None = None
    identifier: str | None = None  # on the national axis: its own, or its successor's


def run(engine: Engine, job: JobRecord) -> None:
    """Look the recipient up; the dispatch, notices and the right to read stand or fall with the job's completion."""
    code, issued = required_text(job, "noi_nhan_ma"), one_document_key(job, "van_ban_ky")
    chosen = texts(job, "kenh") if job.variables.get("kenh") else ()
    with engine.unit_of_work() as uow:
        secret = is_restricted(uow.connection, job.instance_key)
        usable = () if secret else tuple(one for one in engine.settings.channels if one.code in chosen)
        if code == PERSON:
            recipient = Recipient(name=required_text(job, "gui_ca_nhan"), state=OUTSIDE)
        else:
            recipient = _look_up(uow, code, usable, inside=not secret)
        details = described(uow, job, engine.settings.axis_organisation)
        key = uow.new_key()

    def leave(uow: UnitOfWork) -> None:
        _tell_people(uow, job, recipient, issued)
        dispatches.insert_dispatch(
            uow.transaction,
            key=key,
            source_key=source_key(job),
            instance_key=job.instance_key,
            document_key=issued,
            recipient_code=code,
            recipient_name=recipient.name,
            channel=recipient.channel,
            address=recipient.address,
            reference=document_id(
                str(details["sender_id"]),
                date.fromisoformat(str(details["issued_on"])),
                required_text(job, "so_ky_hieu"),
            ),
            details=details,
            state={WITHIN: "ARRIVED", SENDING: "QUEUED", OUTSIDE: "BY_HAND"}[recipient.state],
            sent_at=uow.now if recipient.state == WITHIN else None,
            next_try_at=uow.now if recipient.state == SENDING else None,
        )

    told: dict[str, JsonValue] = {
        "trang_thai_gui": recipient.state,
        "ten_noi_nhan": recipient.name,
        "chon_lai": recipient.successor,
        "ma_gui": str(key),
        "ma_dinh_danh": recipient.identifier,
    }
    if recipient.ended_on is not None:
        told["ly_do_tu_choi"] = f"Mã đơn vị nhận đã hết hiệu lực sau ngày {recipient.ended_on:%d/%m/%Y}"
    finish(engine, job, told, leave if recipient.state != UNKNOWN else None)


def _tell_people(uow: UnitOfWork, job: JobRecord, recipient: Recipient, issued: int) -> None:
    if not recipient.people:
        return
    number, subject = required_text(job, "so_ky_hieu"), required_text(job, "trich_yeu")
    appendices = [int(one) for one in texts(job, "phu_luc")] if job.variables.get("phu_luc") else []
    add_readers(
        uow.transaction, instance_key=job.instance_key, documents=[issued, *appendices], usernames=recipient.people
    )
    notices.insert_notices(
        uow.transaction,
        recipient.people,
        instance_key=job.instance_key,
        code=CODE,
        data={
            "vi": f"Văn bản mới số {number}: {subject}"[:LONGEST],
            "en": f"New document {number}: {subject}"[:LONGEST],
            "element_id": job.element_id,
            "document": str(issued),
        },
        source_key=source_key(job),
    )


def _look_up(uow: UnitOfWork, code: str, channels: tuple[Channel, ...], *, inside: bool) -> Recipient:
    today = uow.now.astimezone(uow.law.current(uow.transaction).rule_book.calendar.zone).date()
    units = directory_units(uow.connection)
    found = units.get(code)
    if found is None:
        return Recipient(name=code, state=UNKNOWN)
    if _ended(found, today):
        standing = [one for one in found.successors if one in units and not _ended(units[one], today)]
        only = standing[0] if len(standing) == 1 else None  # of several, a person chooses
        now = units[only].axis_code if only is not None else None
        return Recipient(name=found.name, state=UNKNOWN, ended_on=found.valid_until, successor=only, identifier=now)
    active = [person for person in directory_people(uow.connection).values() if person.active]
    people = [person.username for person in active if person.unit_code == code]
    if not found.external and not people:
        people = [person.username for person in active if REGISTRY in person.groups]
    if people and inside:
        return Recipient(name=found.name, state=WITHIN, people=tuple(people), channel=INSIDE)
    for channel in channels:
        address = channel.address_of(found)
        if address is not None:
            known = found.axis_code
            return Recipient(name=found.name, state=SENDING, channel=channel.code, address=address, identifier=known)
    return Recipient(name=found.name, state=OUTSIDE, identifier=found.axis_code)


def _ended(unit: DirectoryUnit, today: date) -> bool:
    return unit.valid_until is not None and unit.valid_until < today


CONNECTOR = Connector(job_type="gui-noi-nhan", run=run)
