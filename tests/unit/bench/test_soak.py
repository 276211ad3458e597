"""The soak run's judgement: steady figures pass, each kind of growth is named."""

from dataclasses import replace

import pytest

from bench.soak import Sample, judge

STEADY = [Sample(completed=100, memory_mib=400.0, files=60, connections=12, jobs_due=0)] * 12


def test_steady_figures_pass() -> None:
    assert judge(STEADY) == []


def test_a_warm_up_is_no_growth() -> None:
    cold = replace(STEADY[0], memory_mib=200.0, files=20, connections=4)
    assert judge([cold, cold, cold, *STEADY[3:]]) == []


@pytest.mark.parametrize(
    ("figure", "step", "told"),
    [
        ("memory_mib", 20.0, "memory"),
        ("files", 3, "open files"),
        ("connections", 1, "connections"),
        ("jobs_due", 20, "jobs"),
    ],
)
def test_what_keeps_growing_is_named(figure: str, step: float, told: str) -> None:
    growing = [
        replace(sample, **{figure: getattr(sample, figure) + number * step}) for number, sample in enumerate(STEADY)
    ]
    (sentence,) = judge(growing)
    assert told in sentence
