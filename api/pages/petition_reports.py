"""Báo cáo đơn thư: the figures of a week or month, made into a report that keeps them, as .docx and .xlsx."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.file_answer import disposition
from api.pages.days import read_day
from api.pages.frame import CASES, read_frame
from api.pages.petition_document import MEDIA_TYPE as WORD
from api.pages.petition_document import written_report
from api.pages.posted import Key, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import ZONE, render
from api.workbook import MEDIA_TYPE as EXCEL
from api.workbook import write_workbook
from engine.errors import InputRejected
from engine.operations import UnitOfWork
from engine.operations.cases.hot_spots import hot_spots
from engine.operations.cases.petition_report import (
    Figures,
    Report,
    confirm_denunciations,
    get_report,
    list_reports,
    make_report,
    may_confirm,
    month_of,
    preview_report,
    week_of,
)

PATH = "/bao-cao-don"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)
KIND = Annotated[Literal["tuan", "thang"], Query(alias="ky")]
DAY = Annotated[str, Query(alias="ngay", max_length=10)]
KINDS, HANDLING, SECRET = "loai_don", "don_thu.de_xuat.hinh_thuc_xu_ly", "to_cao"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A line of a report: its words, its number (None: not confirmed), and whether it is a heading."""

    name: str
    number: int | None = None
    heading: bool = False


@router.get("")
def reports(request: Request, door: DoorDep, kind: KIND = "tuan", day: DAY = "") -> Response:
    """Show the figures of the period around a day, and the reports made."""
    return _page(request, door, kind, day)


@router.post("")
def act(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Make the report of a period, or confirm its number of denunciations."""
    kind: Literal["tuan", "thang"] = "thang" if posted.text("ky") == "thang" else "tuan"
    typed = posted.text("ngay")
    try:
        with door.enter() as (uow, actor):
            first, last = _period(uow, kind, typed)
            if posted.text("viec") == "xac-nhan":
                confirm_denunciations(uow, actor, first=first, last=last, number=posted.number("so"))
            else:
                make_report(uow, actor, first=first, last=last)
    except InputRejected as refused:
        return _page(request, door, kind, typed, refused=refused)
    told = "da-xac-nhan" if posted.text("viec") == "xac-nhan" else "da-lap"
    query = urlencode({"ky": kind, "ngay": f"{first:%d/%m/%Y}", "bao": told})
    return RedirectResponse(f"{PATH}?{query}", status_code=303)


@router.get("/xem-truoc.docx")
def preview_as_word(door: DoorDep, kind: KIND = "tuan", day: DAY = "") -> Response:
    """Give the figures of the period around a day as a Word document, which says that they are not fixed yet."""
    with door.enter() as (uow, actor):
        first, last = _period(uow, kind, day)
        figures = preview_report(uow, actor, first=first, last=last)
        report = Report(key=0, figures=figures, made_by=actor.username, made_at=uow.now)
        content = _written(uow, report, preview=True)
    return _file(content, WORD, f"{_name(report)} (xem trước).docx")


@router.get("/{report_key:int}.docx")
def as_word(door: DoorDep, report_key: Key) -> Response:
    """Give a report as a Word document laid out by Decree 30/2020."""
    with door.enter() as (uow, actor):
        report = get_report(uow, actor, report_key=report_key)
        content = _written(uow, report)
    return _file(content, WORD, f"{_name(report)}.docx")


@router.get("/{report_key:int}.xlsx")
def as_workbook(door: DoorDep, report_key: Key) -> Response:
    """Give a report as a workbook."""
    with door.enter() as (uow, actor):
        report = get_report(uow, actor, report_key=report_key)
        rows = figure_rows(Words(uow, "vi"), report.figures)
    target = BytesIO()
    write_workbook(
        target,
        sheet="Báo cáo đơn",
        widths=[70, 30],
        headings=[f"Từ {report.figures.first:%d/%m/%Y} đến {report.figures.last:%d/%m/%Y}", "Số đơn"],
        rows=[(row.name, "" if row.heading else _number(row.number)) for row in rows],
    )
    return _file(target.getvalue(), EXCEL, f"{_name(report)}.xlsx")


def figure_rows(words: Words, figures: Figures) -> tuple[FigureRow, ...]:
    """Give the lines of a report: kinds of letters, then how they were handled, each in the order of its code list."""
    english = words.language == "en"
    kinds = [(code, name) for code, name in words.codes(KINDS) if code != SECRET]
    total = "All letters received" if english else "Tổng số đơn nhận trong kỳ"
    by_handling = "Handling (denunciations apart)" if english else "Hướng xử lý (không kể tố cáo)"
    none_yet = "None proposed yet" if english else "Chưa đề xuất xử lý"
    return (
        FigureRow(name=total, number=figures.total),
        FigureRow(name="Kind of letter" if english else "Loại đơn", heading=True),
        *(FigureRow(name=name, number=figures.kinds.get(code, 0)) for code, name in kinds),
        FigureRow(name=words.code(KINDS, SECRET), number=figures.denunciations),
        FigureRow(name=by_handling, heading=True),
        *(FigureRow(name=name, number=figures.handling.get(code, 0)) for code, name in words.codes(HANDLING)),
        FigureRow(name=none_yet, number=figures.handling.get("", 0)),
    )


def _page(
    request: Request, door: Door, kind: Literal["tuan", "thang"], typed: str, *, refused: InputRejected | None = None
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        first, last = _period(uow, kind, typed if refused is None else "")
        figures = preview_report(uow, actor, first=first, last=last)
        made = list_reports(uow, actor)
        names = words.people([figures.confirmed_by, *(report.made_by for report in made)])
        confirms = may_confirm(uow, actor)
        spots = hot_spots(uow, actor, first=first, last=last)
    return render(
        request,
        "pages/petition_reports.html",
        language=frame.language,
        frame=frame,
        place=CASES,
        kind=kind,
        figures=figures,
        rows=figure_rows(words, figures),
        made=made,
        names=names,
        may_confirm=confirms,
        hot_spots=spots,
        refused=refused,
        notice_code=request.query_params.get("bao", ""),
        status=status_of(refused) if refused is not None else 200,
    )


def _period(uow: UnitOfWork, kind: str, typed: str) -> tuple[date, date]:
    day = read_day(typed, "ngay") or uow.now.astimezone(ZONE).date()
    return month_of(day) if kind == "thang" else week_of(day)


def _name(report: Report) -> str:
    return f"Báo cáo đơn {report.figures.first:%d-%m-%Y} đến {report.figures.last:%d-%m-%Y}"


def _written(uow: UnitOfWork, report: Report, *, preview: bool = False) -> bytes:
    rows = figure_rows(Words(uow, "vi"), report.figures)
    return written_report(uow, report, [(row.name, row.number, row.heading) for row in rows], preview=preview)


def _number(number: int | None) -> str:
    return "chưa xác nhận" if number is None else str(number)


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": disposition(name),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)
