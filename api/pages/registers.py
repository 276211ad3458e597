"""Văn bản: the registers, as they look on paper, with filters, a printed sheet and a workbook."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Any, cast

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from api.dependencies import DoorDep
from api.file_answer import disposition
from api.pages.days import read_day
from api.pages.frame import DOCUMENTS, read_frame
from api.pages.paging import SIZE, SearchText
from api.pages.register_forms import FORMS, KINDS, Reader, RegisterForm, book_name, form_of
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import ZONE, render
from api.workbook import MEDIA_TYPE, write_workbook
from engine.errors import InputRejected, Text
from engine.model.actor import Actor
from engine.model.records import MOST_ON_PAGES
from engine.operations import UnitOfWork
from engine.operations.intake.keepers import may_read_messages
from engine.operations.registers.read_register import (
    Book,
    RegisterLine,
    list_books,
    read_register,
    read_register_on,
)
from engine.store.queries.directory import directory_people, directory_units
from engine.store.queries.register_lines import LineFilter, mark

router = APIRouter(prefix=DOCUMENTS.path, route_class=RetriedRoute)
MOST_PRINTED, MOST_EXPORTED = 2_000, 50_000
_BATCH, _IN_MEMORY, _CHUNK = 500, 2_000_000, 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the address asks for, as it was typed."""

    book: str
    period: str
    text: str
    kind: str
    since: date | None
    until: date | None


def _question(
    book: Annotated[str, Query(alias="so", max_length=200, pattern=r"^[^\x00]*$")] = "",
    period: Annotated[str, Query(alias="nam", max_length=40, pattern=r"^[^\x00]*$")] = "",
    text: SearchText = "",
    kind: Annotated[str, Query(alias="loai", max_length=40, pattern=r"^[^\x00]*$")] = "",
    since: Annotated[str, Query(alias="tu", max_length=10)] = "",
    until: Annotated[str, Query(alias="den", max_length=10)] = "",
) -> Question:
    days = {"since": read_day(since, "tu"), "until": read_day(until, "den")}
    return Question(book=book, period=period, text=text, kind=kind, **days)


QuestionDep = Annotated[Question, Depends(_question)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which book is asked for, through which filters, as the address has them."""

    books: tuple[Book, ...]
    book: Book | None
    form: RegisterForm | None
    question: Question

    @property
    def filter(self) -> LineFilter:
        """Give what to look for."""
        question = self.question
        return LineFilter(
            book=self.book.code if self.book else "",
            period=self.book.period if self.book else "",
            text=question.text,
            marks=(mark(KINDS, question.kind),) if question.kind else (),
            since=_midnight(question.since) if question.since else None,
            before=_midnight(question.until + timedelta(days=1)) if question.until else None,
        )

    @property
    def narrowed(self) -> bool:
        """Tell whether a filter is set."""
        question = self.question
        return bool(question.text or question.kind or question.since or question.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line in words."""

    position: int
    case_key: int | None
    voided: bool
    cells: tuple[str, ...]


@router.get("")
def register(
    request: Request,
    door: DoorDep,
    question: QuestionDep,
    before: Annotated[int | None, Query(alias="truoc-dong", ge=1, le=2**31 - 1)] = None,
) -> Response:
    """Show a book, its newest lines first."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        asked = _asked(list_books(uow, actor), question)
        read = read_register(uow, actor, asked.filter, before=before, limit=SIZE + 1) if asked.form else ((), 0)
        lines, total = read
        axis = may_read_messages(uow, actor)
        rows = _rows(_reader(uow, words), asked.form, lines[:SIZE])
        view = {**_view(asked, words), "kinds": words.codes(KINDS)}
    more = lines[SIZE - 1].position if len(lines) > SIZE else None
    return render(
        request,
        "pages/register.html",
        language=frame.language,
        frame=frame,
        place=DOCUMENTS,
        rows=rows,
        axis=axis,
        counted=min(total, MOST_ON_PAGES),
        uncounted=total > MOST_ON_PAGES,
        paged=before is not None,
        newest=_address(request, None),
        following=_address(request, more) if more is not None else None,
        query=request.url.query,
        **view,
    )


@router.get("/in")
def printed(
    request: Request,
    door: DoorDep,
    question: QuestionDep,
) -> Response:
    """Show the sheets of a book in its order, to be printed on A4 landscape."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        asked = _asked(list_books(uow, actor), question)
        lines = read_register_on(uow, actor, asked.filter, limit=MOST_PRINTED + 1) if asked.form else ()
        rows = _rows(_reader(uow, words), asked.form, lines[:MOST_PRINTED])
        view = _view(asked, words)
    return render(
        request,
        "pages/register_print.html",
        language=frame.language,
        frame=frame,
        place=DOCUMENTS,
        rows=rows,
        cut=MOST_PRINTED if len(lines) > MOST_PRINTED else None,
        query=request.url.query,
        **view,
    )


@router.get("/xuat")
def exported(
    door: DoorDep,
    question: QuestionDep,
) -> Response:
    """Give the lines as a workbook, in the order of the book."""
    with ExitStack() as held:
        target = cast("IO[bytes]", held.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY)))
        with door.enter() as (uow, actor):
            asked = _asked(list_books(uow, actor), question)
            if asked.form is None or asked.book is None:
                raise _no_book()
            write_workbook(
                target,
                sheet=asked.form.title.in_language(door.language),
                widths=[column.width for column in asked.form.columns],
                headings=[column.heading.in_language(door.language) for column in asked.form.columns],
                rows=_every_row(uow, actor, Words(uow, door.language), asked),
            )
        held.pop_all()  # the answer closes it
    target.seek(0)
    name = f"{asked.form.title.in_language(door.language)} {asked.book.period}.xlsx"
    headers = {
        "Content-Disposition": disposition(name),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(_sent(target), media_type=MEDIA_TYPE, headers=headers)


def _sent(target: IO[bytes]) -> Iterator[bytes]:
    with target:
        while chunk := target.read(_CHUNK):
            yield chunk


def _every_row(uow: UnitOfWork, actor: Actor, words: Words, asked: Asked) -> Iterator[Sequence[str]]:
    read = _reader(uow, words)
    after, left = 0, MOST_EXPORTED
    while left > 0:
        lines = read_register_on(uow, actor, asked.filter, after=after, limit=min(_BATCH, left))
        for row in _rows(read, asked.form, lines):
            yield row.cells
        if len(lines) < _BATCH:
            return
        after, left = lines[-1].position, left - len(lines)
    yield (
        Text(
            vi=f"Tệp chỉ ghi {MOST_EXPORTED} dòng đầu. Hãy lọc theo ngày để xuất phần còn lại.",
            en=f"Only the first {MOST_EXPORTED} lines are here. Filter by day to export the others.",
        ).in_language(words.language),
    )


def _asked(books: tuple[Book, ...], question: Question) -> Asked:
    """Find the book that is meant: the newest period of the outgoing book when none is named."""
    known = tuple(one for one in books if form_of(one.code) is not None)
    wanted, period = question.book, question.period
    named = [one for one in known if wanted in ("", one.code) and period in ("", one.period)]
    if (wanted or period) and not named:
        raise _no_book()
    book = min(named, key=_outgoing_first) if named else None
    form = form_of(book.code) if book else None
    return Asked(books=known, book=book, form=form, question=question)


def _outgoing_first(book: Book) -> bool:
    return form_of(book.code) is not FORMS[0]


def _no_book() -> InputRejected:
    return InputRejected(
        Text(vi="Chưa có sổ này. Hãy chọn một sổ trong danh sách.", en="There is no such register. Choose one listed."),
        code="register_unknown",
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE)


def _view(asked: Asked, words: Words) -> dict[str, Any]:
    periods = [one.period for one in asked.books if asked.book and one.code == asked.book.code]
    newest: dict[str, Book] = {}
    for one in asked.books:
        newest.setdefault(one.code, one)
    tabs = sorted(sorted(newest.values(), key=lambda one: one.code), key=_outgoing_first)
    return {
        "asked": asked,
        "form": asked.form,
        "part": book_name(asked.book.code, words) if asked.book else None,
        "periods": periods,
        "tabs": [(one, form_of(one.code), book_name(one.code, words)) for one in tabs],
    }


def _reader(uow: UnitOfWork, words: Words) -> Reader:
    names = {code: unit.name for code, unit in directory_units(uow.connection).items()}
    names |= {name: person.display_name for name, person in directory_people(uow.connection).items()}
    return Reader(words, names)


def _rows(read: Reader, form: RegisterForm | None, lines: Sequence[RegisterLine]) -> tuple[Row, ...]:
    if form is None:
        return ()
    return tuple(
        Row(
            position=line.position,
            case_key=line.case_key,
            voided=line.void_reason is not None,
            cells=tuple(column.write(line, read) for column in form.columns),
        )
        for line in lines
    )


def _address(request: Request, before: int | None) -> str:
    url = request.url.remove_query_params("truoc-dong")
    url = url if before is None else url.include_query_params(**{"truoc-dong": before})
    return f"{url.path}?{url.query}" if url.query else url.path
