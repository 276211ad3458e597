"""Connector `bao-truc`: tells the sender of a document that came over the axis what has become of it (P02).

Header `status` is the axis's code (03 accepted, 02 refused …); `ly_do_tra` says why it was refused. A document that
came on paper has nobody to be told: then nothing is written. A status is told once, however often the case passes here.
"""

from typing import Final

from engine.exchange import StatusCode
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import axis_messages
from engine.worker.connectors.inputs import header, text, wrong
from engine.worker.connectors.registry import Connector, finish

_DUPLICATE: Final = "Văn bản đã được đăng ký trước đó (trùng)."


def run(engine: Engine, job: JobRecord) -> None:
    """Write the status together with the job's completion."""
    status = header(job, "status")
    if status not in {one.value for one in StatusCode}:
        raise wrong("status", f"mã trạng thái “{status}” không có", f"there is no status code “{status}”")
    why = text(job, "ly_do_tra") if status == StatusCode.REFUSED.value else ""

    def tell(uow: UnitOfWork) -> None:
        message = axis_messages.message_of_case(uow.connection, job.instance_key)
        if message is not None:
            said = why or (_DUPLICATE if status == StatusCode.REFUSED.value else "")
            axis_messages.add_answer(uow.transaction, message_key=message["key"], status_code=status, description=said)

    finish(engine, job, {}, tell)


CONNECTOR = Connector(job_type="bao-truc", run=run)
