"""Connector `kiem-tra-the-thuc`: checks the layout of a draft against Decree 30/2020, Annex I, and keeps what it found.

Header `document` names the variable with the .docx. Sets `loi_the_thuc` and `loi_the_thuc_en`, one sentence for each
deviation with its paragraph (empty lists: none), and `loi_the_thuc_ngan`, what is wrong in a few words. It judges no
content and never changes the draft.
"""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.documents.derive_document import read_case_document
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.directory import directory_units
from engine.worker.connectors.case_files import one_document_key
from engine.worker.connectors.inputs import header
from engine.worker.connectors.registry import Connector, finish

if TYPE_CHECKING:
    from engine.templates import Deviation

# Code lists of the Office's own: kinds of document beyond Decree 30, and names that ended (units that were dissolved).
OWN_KINDS, ENDED_NAMES = "loai_van_ban_bo_sung", "ten_goi_da_het"
MOST = 50
_FORMER, _COMMITTEE = " (cũ)", "Ủy ban nhân dân "


def run(engine: Engine, job: JobRecord) -> None:
    """Check outside every transaction, then complete the job with the findings."""
    from engine.templates import check_docx  # noqa: PLC0415 – Word's libraries load with the first draft

    key = one_document_key(job, header(job, "document"))
    with engine.unit_of_work() as uow:
        lists = uow.law.current(uow.transaction).code_lists
        own, ended = ([row.vi for row in lists.get(name, ())] for name in (OWN_KINDS, ENDED_NAMES))
        ended += _ended_bodies(uow)
    _, content = read_case_document(engine, document_key=key, instance_key=job.instance_key)
    found = check_docx(content, obsolete_words=ended, own_kinds=own)[:MOST]
    vietnamese: list[JsonValue] = [f"{_place(one, 'Đoạn', 'Toàn văn bản')}: {one.text.vi}" for one in found]
    english: list[JsonValue] = [f"{_place(one, 'Paragraph', 'Whole document')}: {one.text.en}" for one in found]
    briefly: list[JsonValue] = [_briefly(one.text.vi) for one in found]
    finish(engine, job, {"loi_the_thuc": vietnamese, "loi_the_thuc_en": english, "loi_the_thuc_ngan": briefly})


def _ended_bodies(uow: UnitOfWork) -> list[str]:
    """Name the bodies that have ended, and the places that they governed, as documents call them."""
    today = uow.now.astimezone(ZoneInfo(uow.host.timezone)).date()
    units = directory_units(uow.connection).values()
    names = [one.name.removesuffix(_FORMER) for one in units if one.valid_until is not None and one.valid_until < today]
    return [name.removeprefix(_COMMITTEE) for name in names]


def _briefly(text: str) -> str:
    """Give what is wrong without what to do about it, as it stands within a sentence."""
    what = text.split(";", maxsplit=1)[0].split(". ", maxsplit=1)[0].rstrip(".")
    return what[:1].lower() + what[1:]


def _place(deviation: "Deviation", paragraph: str, whole: str) -> str:
    if deviation.paragraph is None:
        return whole
    words = f" (“{deviation.excerpt}”)" if deviation.excerpt else ""
    return f"{paragraph} {deviation.paragraph}{words}"


CONNECTOR = Connector(job_type="kiem-tra-the-thuc", run=run, lease_s=120.0)
