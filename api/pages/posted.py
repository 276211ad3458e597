"""What an HTML form posted: its controls in order, and the fields that our own pages always send."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.datastructures import FormData

from api.json_text import is_storable, unstorable_finding
from engine.errors import InputRejected, Text

BIGGEST_KEY = 2**63 - 1
_DIGITS = len(str(BIGGEST_KEY))
_MAX_FIELDS = 2000
Key = Annotated[int, Path(ge=1, le=BIGGEST_KEY)]


class _BoundedInteger(IntegerConvertor):
    """A number in a path: of a length that can be read at all; longer ones are no address of ours."""

    regex = "[0-9]{1,30}"


# The routes of pages write their keys as `{key:int}` and import them from here, so it stands before they are made.
register_url_convertor("int", _BoundedInteger())


class Posted:
    """The text controls of a submitted form."""

    def __init__(self, form: FormData) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                self._values.setdefault(name, []).append(value)

    @property
    def values(self) -> Mapping[str, Sequence[str]]:
        """Give every control's values in order."""
        return self._values

    def text(self, name: str) -> str:
        """Give a control's last value, stripped; the empty text when it was not sent.

        Raises InputRejected for a text that cannot be stored (NUL, half a Unicode pair).
        """
        text = self._values.get(name, [""])[-1].strip()
        if not is_storable(text):
            finding = unstorable_finding(name)
            raise InputRejected(finding.text, code=finding.code, findings=(finding,))
        return text

    def number(self, name: str) -> int | None:
        """Give a control that holds one of our whole numbers, None when it is empty.

        Raises InputRejected when our page cannot have sent it.
        """
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) <= BIGGEST_KEY):
            raise InputRejected(
                Text(
                    vi=f"Trường “{name}” không đúng. Hãy tải lại trang rồi thử lại.",
                    en=f"The field “{name}” is not valid. Reload the page and try again.",
                ),
                code="request_invalid",
            )
        return int(text)


async def read_posted(request: Request) -> Posted:
    """Read the form of a request (its size is bounded by the body limit)."""
    return Posted(await request.form(max_fields=_MAX_FIELDS, max_files=0))


PostedDep = Annotated[Posted, Depends(read_posted)]


def is_fragment(request: Request) -> bool:
    """Tell whether a script of our page asks for a part of it (htmx), not a browser for the whole."""
    return request.headers.get("HX-Request") == "true"
