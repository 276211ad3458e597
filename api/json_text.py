"""JSON of requests and responses: read strictly, written exactly.

Reading refuses what would break later or mean two things: text that is not UTF-8, NUL characters and lone surrogates
(PostgreSQL stores neither), a name given twice, NaN and infinities, numbers beyond what every client can hold, and
nesting without end. Names of fields come in Unicode's normal form C, numbers keep their digits (`Decimal`). This module
knows no route and no model.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import NoReturn

import simplejson

from engine.errors import Finding, InputRejected, Text
from engine.feel import normal_name
from engine.model.json_value import JsonValue

DEPTH = 64
DIGITS = 100
EXPONENT = 400
_UNSTORABLE = Text(
    vi="Văn bản chứa ký tự không lưu được (ký tự NUL hoặc nửa cặp mã Unicode). Hãy xóa ký tự đó rồi gửi lại.",
    en="The text holds a character that cannot be stored (NUL or half a Unicode pair). Remove it and send again.",
)


def write_json(value: object) -> bytes:
    """Write JSON as UTF-8; a Decimal keeps its digits."""
    text: str = simplejson.dumps(value, use_decimal=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def read_json(body: bytes) -> JsonValue:
    """Read a request body; raise InputRejected (code `json_invalid` or a closer one) naming the place."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(
            code="json_not_utf8",
            vi=f"Nội dung gửi lên không phải UTF-8 (byte thứ {error.start}).",
            en=f"The body is not UTF-8 (byte {error.start}).",
        ) from error
    try:
        value: JsonValue = json.loads(
            text, parse_float=_number, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise _refused(
            code="json_invalid",
            vi=f"Nội dung gửi lên không phải JSON đúng (dòng {error.lineno}, cột {error.colno}).",
            en=f"The body is not valid JSON (line {error.lineno}, column {error.colno}).",
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    _check(value)
    return value


def is_storable(text: str) -> bool:
    """Tell whether PostgreSQL can keep the text: no NUL, no lone surrogate."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def unstorable_finding(field: str) -> Finding:
    """Give the finding for a text that `is_storable` denies."""
    return Finding(code="character_not_storable", text=_UNSTORABLE, field=field)


def _number(literal: str) -> Decimal:
    number = Decimal(literal)
    if len(number.as_tuple().digits) > DIGITS or abs(number.adjusted()) > EXPONENT:
        _refuse_number()
    return number


def _integer(literal: str) -> int:
    if len(literal) > DIGITS:
        _refuse_number()
    return int(literal)


def _refuse_number() -> NoReturn:
    raise _refused(
        code="number_out_of_range",
        vi=f"Có một số vượt quá phạm vi: tối đa {DIGITS} chữ số và số mũ {EXPONENT}.",
        en=f"A number is out of range: at most {DIGITS} digits and an exponent of {EXPONENT}.",
    )


def _constant(name: str) -> NoReturn:
    raise _refused(code="json_invalid", vi=f"JSON không có giá trị {name}.", en=f"JSON knows no value {name}.")


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    pairs = [(normal_name(name), value) for name, value in pairs]
    result = dict(pairs)
    if len(result) < len(pairs):
        seen: set[str] = set()
        name = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise _refused(
            code="field_given_twice",
            vi=f"Trường “{name}” có hai lần.",
            en=f"The field “{name}” is given twice.",
            field=name,
        )
    return result


def _check(value: JsonValue) -> None:
    for path, depth, text in _texts(value):
        if depth > DEPTH:
            raise _too_deep()
        if not is_storable(text):
            finding = unstorable_finding(_printable(path))
            raise InputRejected(_UNSTORABLE, code=finding.code, findings=(finding,))


def _texts(value: JsonValue) -> Iterator[tuple[str, int, str]]:
    """Walk without recursion: yield every string and every field name, and each container as an empty text."""
    waiting: list[tuple[str, int, JsonValue]] = [("", 0, value)]
    while waiting:
        path, depth, item = waiting.pop()
        if isinstance(item, str):
            yield path, depth, item
        elif isinstance(item, dict):
            yield path, depth, ""
            for name, child in item.items():
                yield path, depth, name
                waiting.append((f"{path}.{name}" if path else name, depth + 1, child))
        elif isinstance(item, list):
            yield path, depth, ""
            waiting.extend((f"{path}[{position}]", depth + 1, child) for position, child in enumerate(item))


def _printable(path: str) -> str:
    return path.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")


def _too_deep() -> InputRejected:
    return _refused(
        code="json_too_deep",
        vi=f"JSON lồng quá sâu: tối đa {DEPTH} cấp.",
        en=f"The JSON is nested too deeply: at most {DEPTH} levels.",
    )


def _refused(*, code: str, vi: str, en: str, field: str | None = None) -> InputRejected:
    text = Text(vi=vi, en=en)
    return InputRejected(text, code=code, findings=(Finding(code=code, text=text, field=field),))
