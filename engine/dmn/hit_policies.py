"""Hit policies: from the rules that matched to the table's result (DMN 1.5 §8.2.11). Knows nothing of expressions.

`Hit` holds what a matching rule gives; an answer is one hit's value, a list of them, or their aggregation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.dmn.model import Aggregation, HitPolicy
from engine.dmn.scope import warn
from engine.feel import FeelValue, Run, compile_expression, equal

Ranks = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule that matched: its number, its value, and the place of each output in its column's list of values."""

    number: int
    value: FeelValue
    ranks: Ranks


def answer(run: Run, policy: HitPolicy, aggregation: Aggregation | None, hits: Sequence[Hit]) -> FeelValue:
    """Give the result of a table of which at least one rule matched."""
    if policy is HitPolicy.COLLECT and aggregation is not None:
        return _aggregate(run, aggregation, hits)
    return _POLICIES[policy](run, hits)


def _unique(run: Run, hits: Sequence[Hit]) -> FeelValue:
    if len(hits) == 1:
        return hits[0].value
    numbers = _numbers(hits)
    warn(
        run,
        "rules_overlap",
        f"Quy tắc UNIQUE chỉ cho một dòng khớp, nhưng các dòng {numbers} đều khớp; kết quả là null.",
        f"With hit policy UNIQUE only one rule may match, but rules {numbers} do; the result is null.",
    )
    return None


def _any(run: Run, hits: Sequence[Hit]) -> FeelValue:
    first = hits[0].value
    if all(equal(run, first, hit.value) is True for hit in hits[1:]):
        return first
    numbers = _numbers(hits)
    warn(
        run,
        "rules_differ",
        f"Quy tắc ANY cần các dòng khớp cho cùng kết quả, nhưng các dòng {numbers} khác nhau; kết quả là null.",
        f"With hit policy ANY all matching rules must agree, but rules {numbers} differ; the result is null.",
    )
    return None


def _first(_run: Run, hits: Sequence[Hit]) -> FeelValue:
    return hits[0].value


def _priority(_run: Run, hits: Sequence[Hit]) -> FeelValue:
    return min(hits, key=_by_rank).value


def _rule_order(run: Run, hits: Sequence[Hit]) -> FeelValue:
    run.check_list(len(hits))
    return [hit.value for hit in hits]


def _output_order(run: Run, hits: Sequence[Hit]) -> FeelValue:
    run.check_list(len(hits))
    return [hit.value for hit in sorted(hits, key=_by_rank)]


def _by_rank(hit: Hit) -> tuple[Ranks, int]:
    return hit.ranks, hit.number


_POLICIES: dict[HitPolicy, Callable[[Run, Sequence[Hit]], FeelValue]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.ANY: _any,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.FIRST: _first,
    HitPolicy.RULE_ORDER: _rule_order,
    HitPolicy.OUTPUT_ORDER: _output_order,
    HitPolicy.COLLECT: _rule_order,
}

# FEEL's own functions, so that a sum here and a sum in an expression cannot differ.
_AGGREGATIONS = {
    Aggregation.SUM: compile_expression("sum(values)"),
    Aggregation.COUNT: compile_expression("count(values)"),
    Aggregation.MIN: compile_expression("min(values)"),
    Aggregation.MAX: compile_expression("max(values)"),
}


def _aggregate(run: Run, aggregation: Aggregation, hits: Sequence[Hit]) -> FeelValue:
    run.check_list(len(hits))
    return _AGGREGATIONS[aggregation].evaluate_in(run, {"values": [hit.value for hit in hits]})


def _numbers(hits: Sequence[Hit]) -> str:
    return ", ".join(str(hit.number) for hit in hits)
