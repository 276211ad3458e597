"""The DMN TCK: every result node of its test cases evaluated by our engine and compared strictly.

A number equals no string and a date no date and time. Numbers must be equal; only where the TCK has eight decimals or
more, written from binary floating point, ours of 34 digits must round to them or differ by less than a double loses.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import partial
from pathlib import Path

from engine.dmn import DecisionModel, evaluate, evaluate_service, parse_files
from engine.errors import EngineError
from engine.feel import FeelValue, Host, Kind, Range, kind_of, to_json_text
from tests.conformance.scoring import Suite, fingerprint
from tests.conformance.tck_cases import Case, CaseFile, Expected, read_files

LEVELS = (2, 3)
HOST = Host(now=partial(datetime.fromisoformat, "2026-07-01T09:30:00+00:00"))
_FROM_FLOATS = 8  # decimals
_FLOAT_ERROR = Decimal("1e-12")  # of the value: what a few operations on doubles lose
_WIDE = Context(prec=6400, rounding=ROUND_HALF_EVEN)
JAVA = 'kind="Java"'


def run(data: Path) -> Iterator[Suite]:
    """Score each level that is there."""
    for level in LEVELS:
        folder = data / "dmn-tck" / "TestCases" / f"compliance-level-{level}"
        if folder.is_dir():
            yield _run_level(folder, level)


def _run_level(folder: Path, level: int) -> Suite:
    counts = {"total": 0, "passed": 0, "nonnull_total": 0, "nonnull_passed": 0}
    misses: list[dict[str, str]] = []
    excluded = 0
    for file in read_files(folder):
        if JAVA in (file.path.parent / file.model).read_text(encoding="utf-8"):
            excluded += sum(len(case.results) for case in file.cases)
            continue
        for case, expected, why in _judge_file(file):
            kinds = ("total",) if expected.value is None else ("total", "nonnull_total")
            for kind in kinds:
                counts[kind] += 1
                counts[kind.replace("total", "passed")] += why is None
            if why is not None:
                misses.append({"case": f"{file.path.parent.name} {case.id} {expected.name}", "why": why})
    files = [path for pattern in ("*.dmn", "*.xml") for path in folder.rglob(pattern)]
    return Suite(
        line={"suite": "dmn-tck", "level": level, **counts, "excluded_java": excluded, "misses": misses},
        passed=counts["passed"],
        data=fingerprint(folder, files),
    )


def _judge_file(file: CaseFile) -> Iterator[tuple[Case, Expected, str | None]]:
    try:
        model = _load(file)
    except EngineError as error:
        for case in file.cases:
            for expected in case.results:
                yield case, expected, f"the model is refused: {error.text.en}"
        return
    for case in file.cases:
        yield from _judge_case(model, case)


def _load(file: CaseFile) -> DecisionModel:
    """Compile the model with the others of its folder, which it may import."""
    folder = file.path.parent
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.dmn"))}
    return parse_files(files, lenient=True)[file.model]


def _judge_case(model: DecisionModel, case: Case) -> Iterator[tuple[Case, Expected, str | None]]:
    values: dict[str, FeelValue] | None = None
    for expected in case.results:
        try:
            if case.invocable is not None:
                values = _call(model, case) if values is None else values
                value = values.get(expected.name, "no such output")
            else:
                value = evaluate(model, _id_of(model, expected.name), case.inputs, host=HOST).value
        except EngineError as error:
            # An engine that stops is no engine that answers null, unless the case expects an error.
            why = None if expected.is_error else f"{error.stable_code}: {error.text.en}"
        else:
            why = None if same(value, expected.value) else f"expected {told(expected.value)}, got {told(value)}"
        yield case, expected, why


def _id_of(model: DecisionModel, name: str) -> str:
    for decision in model.own_decisions():
        if decision.name == name:
            return decision.id
    return name


def _call(model: DecisionModel, case: Case) -> dict[str, FeelValue]:
    """Call a decision service; gives the values of its output decisions by name."""
    node = next(found for found in model.services.values() if found.record.name == case.invocable)
    result = evaluate_service(model, node.record.id, case.inputs, host=HOST)
    names = [model.decisions[key].record.name for key in node.outputs]
    if len(names) == 1:
        return {names[0]: result.value}
    return dict(result.value) if isinstance(result.value, Mapping) else dict.fromkeys(names)


def same(value: FeelValue, expected: FeelValue) -> bool:
    """Tell whether two values are of one kind and equal in every part."""
    if kind_of(value) is not kind_of(expected):
        return False
    if isinstance(expected, Decimal) and isinstance(value, Decimal):
        return _same_number(value, expected)
    if isinstance(expected, list) and isinstance(value, list):
        return len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(expected, Mapping) and isinstance(value, Mapping):
        return value.keys() == expected.keys() and all(same(value[key], expected[key]) for key in expected)
    return value == expected


def _same_number(value: Decimal, expected: Decimal) -> bool:
    if value == expected:
        return True
    exponent = expected.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > -_FROM_FLOATS:
        return False
    if _WIDE.quantize(value, Decimal(1).scaleb(exponent)) == expected:
        return True
    return abs(_WIDE.subtract(value, expected)) <= _WIDE.multiply(abs(expected), _FLOAT_ERROR)


def told(value: FeelValue) -> str:
    """Write a value with its kind, shortened."""
    if value is None:
        return "null"
    kind = kind_of(value)
    if kind is Kind.FUNCTION:
        return "a function"
    text = str(value) if isinstance(value, Range) else to_json_text(value)
    return f"{kind.value} {text if len(text) <= 120 else text[:117] + '…'}"
