"""Connector `tim-van-ban-trung`: finds registered incoming documents that may be the one at hand (process P02).

Headers `register` and `book_variable` name the book as for `vao-so`. Reads `co_quan_gui`, `so_ky_hieu` and
`ngay_van_ban`: issuer, number and date together name a document. Sets `van_ban_trung`, a list of what the register
says of each (empty: none).
"""

from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.store import registers
from engine.worker.connectors.inputs import header, required_text
from engine.worker.connectors.own_book import open_book
from engine.worker.connectors.registry import Connector, finish

SAME = ("co_quan_gui", "so_ky_hieu", "ngay_van_ban")
SHOWN = ("ngay_den", "so_ky_hieu", "trich_yeu", "ma_ho_so")


def run(engine: Engine, job: JobRecord) -> None:
    """Look into the register and complete the job with what was found."""
    wanted: dict[str, JsonValue] = {name: required_text(job, name) for name in SAME}
    book = open_book(f"{header(job, 'register')}:{required_text(job, header(job, 'book_variable'))}")
    with engine.unit_of_work() as uow:
        found = registers.entries_with(uow.connection, book, wanted)
    rows: list[JsonValue] = [
        {"so_den": entry.position, **{name: entry.cells.get(name) for name in SHOWN}} for entry in found
    ]
    finish(engine, job, {"van_ban_trung": rows})


CONNECTOR = Connector(job_type="tim-van-ban-trung", run=run)
