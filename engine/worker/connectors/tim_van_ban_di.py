"""Connector `tim-van-ban-di`: finds the issued document that is to be recalled, corrected or replaced (P04).

Reads `van_ban_goc` (the case that issued it) and `nguoi_nhan_anh_huong` (codes of recipients; none: all that got it).
Sets `so_ky_hieu`, `ngay`, `trich_yeu`, `noi_da_gui` (codes it went to; empty: no such document that whoever asks may
know of) and `noi_bao` (those of them that are to be told).
"""

from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.worker.connectors.inputs import required_text, texts
from engine.worker.connectors.issued import issued_for
from engine.worker.connectors.registry import Connector, finish


def run(engine: Engine, job: JobRecord) -> None:
    """Look it up as the one who asked sees it."""
    wanted = texts(job, "nguoi_nhan_anh_huong") if job.variables.get("nguoi_nhan_anh_huong") else ()
    with engine.unit_of_work() as uow:
        found = issued_for(uow, job, required_text(job, "van_ban_goc"))
    told: dict[str, JsonValue] = {"noi_da_gui": [], "noi_bao": []}
    if found is not None:
        codes = list(dict.fromkeys(str(one["recipient_code"]) for one in reversed(found.sent)))
        told = {
            "so_ky_hieu": found.number,
            "ngay": found.day,
            "trich_yeu": found.subject,
            "noi_da_gui": list(codes),
            "noi_bao": [code for code in codes if not wanted or code in wanted],
        }
    finish(engine, job, told)


CONNECTOR = Connector(job_type="tim-van-ban-di", run=run)
