import json
from contextlib import suppress
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.json_text import DEPTH, read_json, write_json
from engine.errors import InputRejected


def refusal(body: bytes) -> InputRejected:
    with pytest.raises(InputRejected) as refused:
        read_json(body)
    return refused.value


def test_numbers_keep_their_digits() -> None:
    assert read_json(b'{"tien": 0.10, "dem": 12345678901234567890}') == {
        "tien": Decimal("0.10"),
        "dem": 12345678901234567890,
    }
    assert write_json({"tien": Decimal("0.10")}) == b'{"tien":0.10}'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json_invalid"),
        (b"{", "json_invalid"),
        (b"[1,]", "json_invalid"),
        (b"NaN", "json_invalid"),
        (b"[Infinity]", "json_invalid"),
        (b'"\xff"', "json_not_utf8"),
        (b'{"a": 1, "a": 2}', "field_given_twice"),
        (b"9" * 101, "number_out_of_range"),
        (b"1e401", "number_out_of_range"),
        (b"1e-999999999", "number_out_of_range"),
        (b'"\\u0000"', "character_not_storable"),
        (b'{"a": ["\\ud800"]}', "character_not_storable"),
        (b'{"\\u0000": 1}', "character_not_storable"),
        (b"[" * (DEPTH + 2) + b"]" * (DEPTH + 2), "json_too_deep"),
        (b"[" * 200_000, "json_too_deep"),
    ],
)
def test_what_would_break_later_is_refused(body: bytes, code: str) -> None:
    assert refusal(body).stable_code == code


def test_the_refusal_names_the_place() -> None:
    assert refusal(b'{"bien": {"ten": ["x", "\\u0000"]}}').findings[0].field == "bien.ten[1]"
    assert refusal(b'{"a": 1, "a": 2}').findings[0].field == "a"


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
# Names of fields are read composed (NFC), so only composed ones come back letter for letter.
names = texts.map(lambda text: normalize("NFC", text))
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**50), 10**50)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)


def test_names_are_read_composed_and_texts_as_they_came() -> None:
    assert read_json('{"ba\u0300i": "tho\u031b"}'.encode()) == {"b\u00e0i": "tho\u031b"}


@given(plain)
def test_what_is_written_is_read_back(value: object) -> None:
    assert read_json(write_json(value)) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(InputRejected):
        assert json.dumps(read_json(body), default=str)
