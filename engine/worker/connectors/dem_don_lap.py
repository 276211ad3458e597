"""Connector `dem-don-lap`: counts how often a matter was written about within a time, this letter with it.

Inputs: `cac_don` (keys of the letters about the same), `tu_ngay` and `den_ngay` (first and last day, both counted;
without a first day nothing is too old). What counts is the day on which a letter was received (`ngay_nhan`), whenever
it was entered. Restricted letters are not counted: the number is told. Sets `so_don_lap`.
"""

from datetime import date

from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.store.queries.around import restricted_among
from engine.store.queries.register_lines import case_values
from engine.worker.connectors.inputs import required_day, texts
from engine.worker.connectors.registry import Connector, finish

_RECEIVED = "ngay_nhan"


def run(engine: Engine, job: JobRecord) -> None:
    """Count and complete the job."""
    first = required_day(job, "tu_ngay") if job.variables.get("tu_ngay") else date.min
    last = required_day(job, "den_ngay")
    keys = {int(key) for key in texts(job, "cac_don") if key.isascii() and key.isdigit()} - {job.instance_key}
    with engine.unit_of_work() as uow:
        open_ones = keys - restricted_among(uow.connection, keys)
        received = case_values(uow.connection, open_ones, (_RECEIVED,))
    within = [key for key, known in received.items() if _is_within(known.get(_RECEIVED), first, last)]
    finish(engine, job, {"so_don_lap": len(within) + 1})


def _is_within(day: JsonValue, first: date, last: date) -> bool:
    try:
        return isinstance(day, str) and first <= date.fromisoformat(day) <= last
    except ValueError:  # no day: a model's own word of this name
        return False


CONNECTOR = Connector(job_type="dem-don-lap", run=run)
