"""Names of inputs, decisions and types are one name whether written whole or with their marks apart."""

import unicodedata
from typing import Literal, TypeAlias

import pytest

from engine.dmn import evaluate, parse
from tests.unit.dmn import drawing as d

Form: TypeAlias = Literal["NFC", "NFD"]


@pytest.mark.parametrize("drawn", ["NFC", "NFD"])
@pytest.mark.parametrize("given", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD"])
def test_an_input_is_found_however_its_name_is_written(drawn: Form, given: Form, written: Form) -> None:
    name = "số bản lưu trữ"
    file = unicodedata.normalize(drawn, d.file(d.decision(d.literal("@@"), f"input:{name}") + d.data(name)).decode())
    file = file.replace("@@", unicodedata.normalize(written, f"{name} + 1"))
    model = parse(file.encode(), resource="thu.dmn")
    result = evaluate(model, "d", d.values({unicodedata.normalize(given, name): 2}))
    assert result.value == 3
    assert not result.warnings
    undrawn = parse(d.file(d.decision(d.literal(unicodedata.normalize(written, "lý_do = 1")))), resource="thu.dmn")
    seen = evaluate(undrawn, "d", d.values({unicodedata.normalize(given, "lý_do"): 1}), open_inputs=True)
    assert seen.value is True
