"""Form and gateway expressions by our interpreter and by feelin: agreement, or a difference that the docs explain."""

import json
import re
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from engine.feel import compile_expression, from_python
from tests.conformance.feelin.expressions import ALL, CASE

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "conformance" / "feelin"
PAGE = ROOT / "docs" / "feel.md"
SECONDS = 300
# feelin computes in doubles; a few operations lose this share of a value.
_FLOAT_ERROR = 1e-12
_ROW = re.compile(r"^\| `(?P<text>.+?)` \| `(?P<ours>.*?)` \| (?P<theirs>.+?) \| (?P<why>.+) \|$", re.MULTILINE)

pytestmark = pytest.mark.timeout(SECONDS)
Answer = object


@pytest.fixture(scope="module")
def theirs() -> list[dict[str, Answer]]:
    """Ask feelin about all expressions in one run."""
    asked = "\n".join(json.dumps({"text": text, "context": CASE}) for text in ALL)
    folder = "tests/conformance/feelin"
    command = f'scripts/npm_folder.sh {folder} >&2 && eval "$(scripts/node.sh)" && node {folder}/evaluate.mjs'
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, input=asked, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def ours(text: str) -> Answer:
    return _plain(compile_expression(text).evaluate(from_python(CASE)).value)  # type: ignore[arg-type] # a context


def _plain(value: object) -> Answer:
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return float(value)
        case list():
            return [_plain(item) for item in value]
        case Mapping():
            return {name: _plain(item) for name, item in value.items()}
    return {"temporal": str(value)}


def agree(one: Answer, other: Answer) -> bool:
    """Compare strictly by kind, numbers within what doubles lose."""
    if isinstance(one, float):
        is_number = isinstance(other, (int, float)) and not isinstance(other, bool)
        return is_number and abs(one - float(other)) <= _FLOAT_ERROR * abs(one)  # type: ignore[arg-type] # a number
    if type(one) is not type(other):
        return False
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(agree(one[name], other[name]) for name in one)
    return one == other


def test_enough_is_compared(theirs: list[dict[str, Answer]]) -> None:
    assert len(set(ALL)) == len(ALL) == len(theirs)
    assert len(ALL) >= 150
    # An interpreter that knew nothing would agree on nulls only.
    assert sum(answer.get("value") is not None for answer in theirs) >= 120


def test_every_difference_is_explained_and_every_explanation_is_one(theirs: list[dict[str, Answer]]) -> None:
    found = {
        text: (json.dumps(ours(text), ensure_ascii=False), _told(answer))
        for text, answer in zip(ALL, theirs, strict=True)
        if "failed" in answer or not agree(ours(text), answer["value"])
    }
    rows = _ROW.finditer(PAGE.read_text(encoding="utf-8"))
    told = {row["text"]: (row["ours"], row["theirs"].strip("`")) for row in rows}
    assert told == found


def _told(answer: dict[str, Answer]) -> str:
    return f"raises {answer['failed']}" if "failed" in answer else json.dumps(answer["value"], ensure_ascii=False)
