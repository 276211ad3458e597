"""Connector `thong-bao`: leaves a notice for people, inside the application (mail is a technical job of its own).

Input `nguoi_nhan` lists who: `user:NAME`, `group:CODE`, or a bare sign-in name. Inputs `noi_dung` and `noi_dung_en`
are the words; without the English ones the Vietnamese serve. Written in the completing transaction: exactly one
notice a person, whatever happens to the worker.
"""

from engine.errors import InputRejected, Text
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import notices
from engine.worker.connectors.inputs import required_text, text, texts
from engine.worker.connectors.registry import Connector, finish, source_key

CODE = "thong_bao"
_GROUP, _USER = "group:", "user:"
LONGEST = 1000


def split_principals(principals: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Tell sign-in names from group codes."""
    groups = frozenset(name.removeprefix(_GROUP) for name in principals if name.startswith(_GROUP))
    users = frozenset(name.removeprefix(_USER) for name in principals if not name.startswith(_GROUP))
    return users, groups


def run(engine: Engine, job: JobRecord) -> None:
    """Find the people meant and leave each the notice, together with the job's completion."""
    users, groups = split_principals(texts(job, "nguoi_nhan"))
    vietnamese = required_text(job, "noi_dung")[:LONGEST]
    english = text(job, "noi_dung_en").strip()[:LONGEST] or vietnamese
    with engine.unit_of_work() as uow:
        people = notices.people_of(uow.connection, usernames=users, groups=groups, instance_key=job.instance_key)
    if not people:
        raise InputRejected(
            Text(
                vi="Không có ai để nhận thông báo này: nhóm chưa có người hoặc tài khoản đã khóa.",
                en="Nobody is there to receive this notice: the group is empty or the account is closed.",
            ),
            code="notice_without_recipient",
        )

    def leave(uow: UnitOfWork) -> None:
        notices.insert_notices(
            uow.transaction,
            people,
            instance_key=job.instance_key,
            code=CODE,
            data={"vi": vietnamese, "en": english, "element_id": job.element_id},
            source_key=source_key(job),
        )

    finish(engine, job, {}, leave)


CONNECTOR = Connector(job_type="thong-bao", run=run)
