"""Pages of a list: which slice the address asks for, and the addresses of the slices around it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request

from engine.model.records import MOST_ON_PAGES

SIZE = 50
_LAST = 10_000  # further pages are nobody's; a bound keeps offsets sane
PageNumber = Annotated[int, Query(alias="trang", ge=1, le=_LAST)]
SearchText = Annotated[str, Query(alias="q", max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """A slice of a list: what it shows, and where the neighbours are."""

    first: int
    last: int
    total: int  # one more than `most` when there are more
    most: int | None  # None where all are counted
    previous: str | None
    following: str | None


def offset_of(number: int) -> int:
    """Give how many items stand before page `number`."""
    return (number - 1) * SIZE


def pager(request: Request, number: int, shown: int, total: int, most: int | None = MOST_ON_PAGES) -> Pager:
    """Describe page `number`, which shows `shown` of `total` items; where counting ended, a full page leads on."""
    uncounted = most is not None and total > most
    further = shown == SIZE if uncounted else offset_of(number) + shown < total
    before = offset_of(number)
    return Pager(
        first=before + 1 if shown else 0,
        last=before + shown,
        total=total,
        most=most,
        previous=_address(request, number - 1) if number > 1 else None,
        following=_address(request, number + 1) if further else None,
    )


def _address(request: Request, number: int) -> str:
    url = request.url.include_query_params(trang=number)
    return f"{url.path}?{url.query}"
