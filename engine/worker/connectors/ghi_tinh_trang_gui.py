"""Connector `ghi-tinh-trang-gui`: keeps with a dispatch what its case was told of the recipient (P01).

Reads `ma_gui` (the dispatch), `trang_thai_nhan` and `ly_do_tu_choi`.
"""

from engine.model.records import JobRecord
from engine.operations.dispatch.dispatch_status import note_recorded
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.inputs import required_text, text, wrong
from engine.worker.connectors.registry import Connector, finish


def run(engine: Engine, job: JobRecord) -> None:
    """Note it together with the job's completion."""
    key, state, reason = required_text(job, "ma_gui"), required_text(job, "trang_thai_nhan"), text(job, "ly_do_tu_choi")
    if not key.isascii() or not key.isdigit():
        raise wrong("ma_gui", "biến “ma_gui” phải là mã gửi", "“ma_gui” must name a dispatch")

    def note(uow: UnitOfWork) -> None:
        note_recorded(uow, key=int(key), instance_key=job.instance_key, recorded=state, reason=reason or None)

    finish(engine, job, {}, note)


CONNECTOR = Connector(job_type="ghi-tinh-trang-gui", run=run)
