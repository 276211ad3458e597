"""Expressions and decision tables: medians of our interpreter, and of feelin in an embedded V8, in one run in turn.

What a Python caller pays is compared: text and plain data in, plain data out. feelin offers no compiled expression, so
it parses each time; ours finds a text that it has compiled before in its cache. The ratio to our evaluation with the
compiling in it stands beside.
"""

import json
import statistics
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from bench.feelin_in_v8 import Feelin
from engine.dmn import evaluate, parse
from engine.feel import FeelValue, Host, JsonContext, compile_expression, to_json
from engine.feel.expression import compile_anew

SMALL = 'amount > 1000 and status = "open"'
LONG = "sum(items[amount > 250].amount)"
ITEMS, RULES, COLUMNS = 500, 100, "abce"
ROUNDS = 200
LARGE_BYTES = 54_000
LETTERS = Path(__file__).parents[1] / "bpmn/don_thu"
PLAIN: Mapping[str, object] = {"amount": 2000, "status": "open"}
PLAIN_ITEMS: Mapping[str, object] = {"items": [{"amount": n, "name": "x"} for n in range(ITEMS)]}
Figures = dict[str, float]
Work = tuple[Callable[[], object], int]


def measure() -> Figures:
    """Measure everything once; times in microseconds."""
    works = {**_ours(), **_theirs()}
    rounds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, (work, times) in works.items():
            began = time.perf_counter()
            for _ in range(times):
                work()
            rounds[name].append((time.perf_counter() - began) / times * 1e6)
    figures = {name: statistics.median(taken) for name, taken in rounds.items()}
    figures["feelin_v8_inside_us"] /= INSIDE
    theirs = figures["feelin_v8_small_us"]
    figures["feelin_v8_to_feel"] = theirs / figures["feel_asked_us"]
    figures["feelin_v8_to_feel_with_compiling"] = theirs / (figures["feel_compile_us"] + figures["feel_asked_us"])
    figures["feelin_v8_inside_to_feel_evaluate"] = figures["feelin_v8_inside_us"] / figures["feel_evaluate_us"]
    figures["feelin_v8_to_feel_sum_of_500"] = figures["feelin_v8_sum_of_500_us"] / figures["feel_asked_sum_of_500_us"]
    least = {
        f"{name.removesuffix('_us')}_least_us": min(rounds[name]) for name in ("feel_compile_us", "feel_evaluate_us")
    }
    return {name: round(value, 2) for name, value in (figures | least).items()}


INSIDE = 20


def _ours() -> dict[str, Work]:
    host, table = Host(), parse(_table(), resource="bench.dmn")
    decided: Mapping[str, FeelValue] = {"a": Decimal(555), "b": "kind 0", "c": True, "e": Decimal(100)}
    small, long = compile_expression(SMALL), compile_expression(LONG)
    case: Mapping[str, FeelValue] = {"amount": Decimal(2000), "status": "open"}
    items: Mapping[str, FeelValue] = {"items": [{"amount": Decimal(n), "name": "x"} for n in range(ITEMS)]}
    large = {**PLAIN, "rest": [{"name": "x" * 90, "n": n} for n in range(LARGE_BYTES // 115)]}
    return {
        "feel_compile_us": (lambda: compile_anew(SMALL), 5),
        "feel_evaluate_us": (lambda: small.evaluate(case, host=host), 100),
        "feel_sum_of_500_us": (lambda: long.evaluate(items, host=host), 1),
        "feel_large_context_us": (lambda: small.evaluate(JsonContext(large), host=host), 50),
        "dmn_table_100_rules_us": (lambda: evaluate(table, "d", decided, host=host), 5),
        "dmn_triage_of_a_letter_us": (_triage(host), 2),
        "feel_asked_us": (lambda: _ask(SMALL, PLAIN), 50),
        "feel_asked_sum_of_500_us": (lambda: _ask(LONG, PLAIN_ITEMS), 1),
    }


def _triage(host: Host) -> Callable[[], object]:
    """Give the work of deciding about a letter: its class, whether it can be handled, and who is competent."""
    tables = ("phan_loai_don", "dieu_kien_xu_ly", "tham_quyen_xu_ly")
    models = {name: parse((LETTERS / f"{name}.dmn").read_bytes(), resource=f"{name}.dmn") for name in tables}
    letter: Mapping[str, FeelValue] = {
        **dict.fromkeys(
            ("lien_quan_tu_phap", "bao_hanh_vi_vi_pham", "nac_danh", "da_co_ban_an", "qua_thoi_hieu"), False
        ),
        **dict.fromkeys(("de_nghi_xem_lai_quyet_dinh", "quyen_loi_cua_chinh_minh", "la_nguoi_bi_anh_huong"), True),
        **dict.fromkeys(("co_chu_ky", "noi_dung_ro", "tieng_viet", "da_giai_quyet_lan_dau"), True),
        "loai_don": "khieu_nai",
        "linh_vuc": "hanh_chinh",
        "loai_doi_tuong": "quyet_dinh_hanh_chinh",
        "nguoi_viet": "Trần Văn A",
        "dia_chi": "xã Mường Pao",
        "ngay_viet_don": "2026-11-20",
    }
    return lambda: [evaluate(model, name, letter, host=host) for name, model in models.items()]


def _ask(text: str, context: Mapping[str, object]) -> object:
    """Evaluate as a Python caller does: a text and plain data in, plain data out."""
    return to_json(compile_expression(text).evaluate(JsonContext(context)).value)


def _theirs() -> dict[str, Work]:
    feelin = Feelin()
    for text, context in ((SMALL, PLAIN), (LONG, PLAIN_ITEMS)):
        feelin.repeat(text, context, 200)  # warms up the compiler of V8
        told = f"feelin and we differ on {text}"
        if feelin.ask(text, context) != _ask(text, context):
            raise ValueError(told)
    return {
        "feelin_v8_small_us": (lambda: feelin.ask(SMALL, PLAIN), 3),
        "feelin_v8_inside_us": (lambda: feelin.repeat(SMALL, PLAIN, INSIDE), 1),
        "feelin_v8_sum_of_500_us": (lambda: feelin.ask(LONG, PLAIN_ITEMS), 1),
    }


def _table() -> bytes:
    """Draw a table of a hundred rules over four inputs."""
    tests = [
        (f"[{10 * n}..{10 * n + 9}]", f'"kind {n % 5}"', "true" if n % 2 else "false", f"&gt; {n}")
        for n in range(RULES)
    ]
    rules = "".join(
        f'<rule id="r{number}">'
        + "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
        + f"<outputEntry><text>{number}</text></outputEntry></rule>"
        for number, cells in enumerate(tests)
    )
    inputs = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in COLUMNS)
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name in COLUMNS
    )
    data = "".join(f'<inputData id="{name}" name="{name}"><variable name="{name}"/></inputData>' for name in COLUMNS)
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="f" name="f" namespace="urn:bench">'
        f'{data}<decision id="d" name="d"><variable name="d"/>{needs}<decisionTable id="t">{inputs}<output/>{rules}'
        "</decisionTable></decision></definitions>"
    ).encode()


if __name__ == "__main__":
    for key, figure in measure().items():
        print(json.dumps({key: figure}))
