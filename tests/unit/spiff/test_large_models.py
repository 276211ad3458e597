"""Large models at Python's default recursion limit, in time that grows with the model."""

import sys
import time

import pytest

from engine.model.limits import RuntimeLimits
from engine.spiff import Execution, parse
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk


@pytest.mark.slow
def test_five_thousand_elements_in_a_row_parse_and_run() -> None:
    assert sys.getrecursionlimit() <= 1000
    ids = [f"t{number}" for number in range(4_999)]
    xml = d.process(
        d.start(), *(d.element("manualTask", key) for key in ids[:-1]), d.user_task(ids[-1]), d.path("start", *ids)
    )
    began = time.process_time()
    (model,) = parse(xml, resource="dai.bpmn", limits=RuntimeLimits())
    assert time.process_time() - began < 15
    desk = Desk(d.process(d.start(), d.end(), d.path("start", "end")))
    execution = Execution.start(
        model, instance_key=INSTANCE, keys=desk.new_key, host=desk.host, limits=RuntimeLimits(), variables={}
    )
    assert execution.active_elements() == (ids[-1],)


@pytest.mark.slow
def test_a_thousand_branches_at_once() -> None:
    ids = [f"t{number}" for number in range(1_000)]
    xml = d.process(
        d.start(),
        d.parallel("split"),
        d.parallel("join"),
        d.path("start", "split"),
        *(d.user_task(key) for key in ids),
        *(d.path("split", key, "join") for key in ids),
        d.end(),
        d.path("join", "end"),
    )
    desk = Desk(xml)
    assert len(desk.open) == 1_000
    execution = desk.restored()
    for key in list(desk.tasks):
        execution.complete(key, {})
    assert execution.finished


def test_a_case_costs_what_is_active_not_what_has_happened() -> None:
    """The thousandth round of a loop costs what the tenth did (a ratio within one run, with room for noise)."""
    xml = d.process(d.start(), d.exclusive("again"), d.user_task("u"), d.path("start", "again", "u", "again"))
    desk = Desk(xml)
    model = desk.parse()
    document, spent = desk.restored().document(), []
    for _ in range(1_010):
        began = time.process_time_ns()
        execution = Execution.restore(
            model,
            instance_key=INSTANCE,
            keys=desk.new_key,
            host=desk.host,
            limits=desk.limits,
            document=document,
            variables={INSTANCE: {"a": 1}},
        )
        execution.complete(document["tokens"][0]["k"], {"a": 2})  # type: ignore[index, call-overload, arg-type]
        document = execution.document()
        spent.append(time.process_time_ns() - began)
    early, late = sorted(spent[10:110])[50], sorted(spent[-100:])[50]
    assert late < early * 2
