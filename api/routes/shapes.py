"""What every JSON body of `/v2` has in common: strictness, names, keys, pages and filters.

Shapes and names follow Camunda 8's Orchestration Cluster REST API, so that its clients work unchanged; what we do not
implement is refused by name, never ignored.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Generic, Literal, NoReturn, TypeVar

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from api.json_text import is_storable, unstorable_finding, write_json
from engine.errors import Finding, Text
from engine.model.records import MOST_COUNTED

TENANT: Final = "<default>"
LARGEST_KEY: Final = 2**63 - 1
_KEY_DIGITS: Final = len(str(LARGEST_KEY))
EXAMPLE_KEY: Final = "2251799813685249"
EXAMPLE_TIME: Final = "2026-11-25T02:30:00Z"

Item = TypeVar("Item", bound=BaseModel)


class Incoming(BaseModel):
    """A request body: unknown fields and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=to_camel)


class Outgoing(BaseModel):
    """A response body."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


def refuse(code: str, *, vi: str, en: str) -> NoReturn:
    """Refuse a value from inside a validator, with both texts."""
    finding = Finding(code=code, text=Text(vi=vi, en=en))
    raise PydanticCustomError("refused", "{finding}", {"finding": finding})


def _key(value: object) -> int:
    # The length first: leading zeros would hide any size, and reading long numbers costs time.
    is_key = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _KEY_DIGITS
    if not is_key or int(str(value)) > LARGEST_KEY:
        refuse(
            "key_malformed",
            vi="Khóa phải là chuỗi chữ số của một số nguyên 64 bit, ví dụ “2251799813685249”.",
            en="A key is the digits of a 64-bit integer as a string, for example “2251799813685249”.",
        )
    return int(str(value))


def _storable(value: str) -> str:
    if not is_storable(value):
        text = unstorable_finding("").text
        refuse("character_not_storable", vi=text.vi, en=text.en)
    return value


def _moment(value: object) -> object:
    """Read a moment as RFC 3339 writes it; one without an offset could be anywhere."""
    if not isinstance(value, str) or not value:
        return value
    try:
        at = datetime.fromisoformat(value)
        known = at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        known = None
    if known is None:
        refuse(
            "moment_malformed",
            vi=f"Thời điểm phải theo ISO 8601 kèm múi giờ, ví dụ “{EXAMPLE_TIME}”.",
            en=f"A moment is ISO 8601 with an offset, for example “{EXAMPLE_TIME}”.",
        )
    return known


def _day(value: object) -> object:
    """Read a day as RFC 3339 writes it."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        refuse(
            "day_malformed",
            vi="Ngày phải theo ISO 8601, ví dụ “2026-12-15”.",
            en="A day is ISO 8601, for example “2026-12-15”.",
        )


def _equal_to(value: object) -> object:
    """Take `{"$eq": value}` for `value`, as the filters of Camunda 8 allow both."""
    if not isinstance(value, dict):
        return value
    unknown = [name for name in value if name != "$eq"]
    if unknown or "$eq" not in value:
        refuse(
            "filter_not_supported",
            vi="Bộ lọc này mới hỗ trợ so sánh bằng ($eq).",
            en="This filter supports equality ($eq) only.",
        )
    return value["$eq"]


_KEY_SCHEMA = WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,19}$", "examples": [EXAMPLE_KEY]})
KeyIn = Annotated[int, BeforeValidator(_key), _KEY_SCHEMA]
KeyPath = Annotated[KeyIn, Path()]
PathName = Annotated[str, AfterValidator(_storable), Field(max_length=200)]
MomentOut = Annotated[str, Field(json_schema_extra={"format": "date-time", "examples": [EXAMPLE_TIME]})]
MomentIn = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": [EXAMPLE_TIME]}),
]
DayIn = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-12-15"]}),
]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Tenant = Literal["<default>"]
Variables = Annotated[dict[str, Any], Field(description="Variables by name; any JSON values.")]

RequiredKeyFilter = Annotated[KeyIn, BeforeValidator(_equal_to)]
KeyFilter = Annotated[KeyIn | None, BeforeValidator(_equal_to)]
TextFilter = Annotated[Annotated[str, Field(max_length=500)] | None, BeforeValidator(_equal_to)]
Equal = BeforeValidator(_equal_to)


class PageIn(Incoming):
    """Which part of a list: `limit` items from the position `from`."""

    from_: Annotated[int, Field(alias="from", ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class PageOut(Outgoing):
    """How much there is; `totalItems` stops counting at 10,000 and then `hasMoreTotalItems` is true, as in Camunda 8.

    Cursors are not handed out: page with `from` and `limit`.
    """

    total_items: int
    has_more_total_items: bool = False
    start_cursor: str | None = None
    end_cursor: str | None = None


class SearchAnswer(Outgoing, Generic[Item]):
    """A part of a list."""

    items: tuple[Item, ...]
    page: PageOut


def found(items: Sequence[Item], total: int) -> Response:
    """Answer a search."""
    listed = [item.model_dump(by_alias=True) for item in items]
    page = PageOut(total_items=min(total, MOST_COUNTED), has_more_total_items=total > MOST_COUNTED)
    return json_answer({"items": listed, "page": page.model_dump(by_alias=True)})


def answer(body: Outgoing, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with one thing."""
    return json_answer(body.model_dump(by_alias=True), status=status, headers=headers)


def json_answer(body: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with JSON; numbers keep their digits, times are ISO 8601 in UTC."""
    return Response(write_json(body), status_code=status, media_type="application/json", headers=headers)


def nothing() -> Response:
    """Answer 204."""
    return Response(status_code=204)


def moment(at: datetime | None) -> str | None:
    """Write a moment as the API does: ISO 8601, UTC, milliseconds, `Z`."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def key_text(key: int | None) -> str | None:
    """Write a key as the API does: a string, since JavaScript cannot hold 64 bits."""
    return None if key is None else str(key)
