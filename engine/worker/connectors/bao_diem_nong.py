"""Connector `bao-diem-nong`: tells once that many letters about the same have come within a time (điểm nóng).

Headers: `register` (the book whose lines are counted) and `process` (of the case that begins for the cluster). Inputs:
`giong_nhau` (cells of the lines in which letters agree; one that is unknown makes the letter like no other), `ngay`
(the letter's day), `tu_ngay` (from which day letters count), `it_nhat` (how many make a cluster) and `nguoi_nhan` (who
is told). Counted are the lines of the open book alone: no restricted letter is, and none is linked.

One case a cluster: it begins with the letter that makes the number full, is linked with all of them, and takes up those
that follow while somebody is at work on it or its last letter is not older than the time; nobody is told of these.
"""

from engine.errors import Text
from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue, Variables
from engine.model.records import JobRecord
from engine.operations.cases.create_instance import begin_case, find_definition
from engine.operations.engine import Engine
from engine.operations.tasks.mark_seen import INFORM
from engine.operations.unit_of_work import UnitOfWork
from engine.store import clusters, notices
from engine.store.projection import add_members, link_case
from engine.worker.connectors.inputs import header, required_day, required_text, texts, wrong
from engine.worker.connectors.own_book import open_book
from engine.worker.connectors.registry import Connector, finish, source_key
from engine.worker.connectors.thong_bao import split_principals

CODE = "diem_nong"


def run(engine: Engine, job: JobRecord) -> None:
    """Look for the cluster, and begin or extend its case, together with the job's completion."""
    process, cells = header(job, "process"), _alike(job)
    found = clusters.Wanted(
        book=open_book(header(job, "register")),
        cells=cells,
        first=required_day(job, "tu_ngay"),
        last=required_day(job, "ngay"),
    )
    fewest, told = _fewest(job), texts(job, "nguoi_nhan")

    def look(uow: UnitOfWork) -> None:
        clusters.lock(uow.transaction, process, cells)
        case = clusters.case_of(uow.connection, process, found)
        if case is not None:
            link_case(uow.transaction, case, job.instance_key)
            return
        letters = clusters.letters(uow.connection, found)
        if len(letters) >= fewest and job.instance_key in letters:
            _begin(uow, job, process, found, letters, told)

    finish(engine, job, {}, None if any(value is None for value in cells.values()) else look)


def _begin(
    uow: UnitOfWork,
    job: JobRecord,
    process: str,
    found: clusters.Wanted,
    letters: tuple[int, ...],
    told: tuple[str, ...],
) -> None:
    days: Variables = {"tu_ngay": found.first.isoformat(), "den_ngay": found.last.isoformat()}
    known: Variables = {**found.cells, clusters.ALIKE: dict(found.cells), **days}
    case = begin_case(uow, SYSTEM, find_definition(uow, process_id=process), known)
    for letter in letters:
        link_case(uow.transaction, case, letter)
    users, groups = split_principals(told)
    people = notices.people_of(uow.connection, usernames=users, groups=groups, instance_key=case)
    add_members(uow.transaction, case, {f"user:{name}": INFORM for name in people})
    text = Text(
        vi=f"Điểm nóng: đã nhận {len(letters)} đơn cùng nội dung từ {found.first:%d/%m/%Y} đến {found.last:%d/%m/%Y}.",
        en=f"Hot spot: {len(letters)} letters about the same from {found.first:%d/%m/%Y} to {found.last:%d/%m/%Y}.",
    )
    notices.insert_notices(
        uow.transaction,
        people,
        instance_key=case,
        code=CODE,
        data={"vi": text.vi, "en": text.en},
        source_key=source_key(job),
    )


def _alike(job: JobRecord) -> dict[str, JsonValue]:
    given = job.variables.get(clusters.ALIKE)
    if not isinstance(given, dict) or not given:
        raise wrong(
            clusters.ALIKE,
            f"biến “{clusters.ALIKE}” phải là một ngữ cảnh",
            f"the variable “{clusters.ALIKE}” must be a context",
        )
    return dict(given)


def _fewest(job: JobRecord) -> int:
    number = required_text(job, "it_nhat")
    if not number.isdecimal() or int(number) < 1:
        raise wrong(
            "it_nhat", "biến “it_nhat” phải là số nguyên dương", "the variable “it_nhat” must be a whole number"
        )
    return int(number)


CONNECTOR = Connector(job_type="bao-diem-nong", run=run)
