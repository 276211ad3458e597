"""Connector `bo-noi-dung`: takes out of a case what must not be here, when a paper of the axis proves secret.

The sender wrote no mark and the registry sees one: the answers are emptied, the files taken away with their bytes, and
the sender told that it was refused. The case stays as a line without content, like that of an envelope. Of a case that
did not come over the axis nothing is here to be taken out: its form sent none.
"""

from typing import Final

from engine.exchange import StatusCode
from engine.model.actor import SYSTEM
from engine.model.json_value import Variables
from engine.model.records import JobRecord
from engine.operations.cases.set_variables import set_variables
from engine.operations.documents.kept_views import VIEW_PREFIX
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import axis_messages, documents
from engine.worker.connectors.registry import Connector, finish

_CONTENT: Final = (
    "noi_gui_truc",
    "co_quan_gui",
    "so_ky_hieu",
    "ngay_van_ban",
    "loai_van_ban",
    "do_khan",
    "trich_yeu",
    "han_tra_loi",
    "tep",
    "tieu_de",
)
_REFUSAL: Final = "Văn bản thuộc độ mật, không nhận qua trục liên thông."


def run(engine: Engine, job: JobRecord) -> None:
    """Take everything out together with the job's completion; the bytes go afterwards."""
    with engine.unit_of_work() as uow:
        message = axis_messages.message_of_case(uow.connection, job.instance_key)
    if message is None:
        finish(engine, job, {})
        return
    gone: list[tuple[int, str]] = []
    empty: Variables = dict.fromkeys(_CONTENT)

    def take_out(uow: UnitOfWork) -> None:
        gone.extend(documents.take_away(uow.transaction, job.instance_key))
        axis_messages.change_message(uow.transaction, message["key"], state="SECRET", symbol=None)
        axis_messages.add_answer(
            uow.transaction,
            message_key=message["key"],
            status_code=StatusCode.REFUSED.value,
            description=_REFUSAL,
        )

    with engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=job.instance_key, variables=empty)
    finish(engine, job, {}, take_out)
    for key, name in gone:
        engine.objects.destroy(name)
        engine.objects.delete_folder(f"{VIEW_PREFIX}{key}/")


CONNECTOR = Connector(job_type="bo-noi-dung", run=run)
