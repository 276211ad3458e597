"""Events of the other engine: timers, thrown messages, error codes, conditions."""

import re

from engine.spiff.adoption.dialect import take
from engine.spiff.adoption.expressions import Untranslated, is_expression, translated
from engine.spiff.adoption.rewriting import Rewriting, add_bpmn, extend
from engine.spiff.adoption.work import adopt_job
from engine.spiff.findings import local_name
from engine.spiff.namespaces import bpmn
from engine.spiff.reading import child
from engine.untrusted_xml import Node

_CYCLE = re.compile(r"R\d*/(P[^/]+)")
_THROWING = frozenset({"endEvent", "intermediateThrowEvent"})


def adopt_definition(node: Node, rewriting: Rewriting) -> None:
    """Rewrite one event definition by its kind."""
    name = local_name(node)
    if name == "timerEventDefinition":
        _adopt_timer(node, rewriting)
    elif name == "messageEventDefinition" and local_name(node.getparent()) in _THROWING:
        adopt_job(node.getparent(), rewriting, settings=node)
    elif name == "conditionalEventDefinition":
        condition = child(node, "condition")
        if condition is not None:
            adopt_condition(condition, rewriting)
        _adopt_filter(node, rewriting)


def adopt_condition(condition: Node, rewriting: Rewriting) -> None:
    """Translate the condition of a flow or event."""
    text = (condition.text or "").strip()
    if condition.get("language") or take(condition, "resource"):
        _refuse(condition, condition.get("language") or "script", rewriting)
    elif is_expression(text):
        try:
            condition.text = f"={translated(text)}"
        except Untranslated:
            _refuse(condition, text, rewriting)


def _adopt_filter(node: Node, rewriting: Rewriting) -> None:
    """Say after which changes of which variable the condition is asked; that one was deleted is no change here."""
    name, events = take(node, "variableName"), take(node, "variableEvents")
    kinds = [kind.strip() for kind in (events or "").split(",") if kind.strip()]
    told = [kind for kind in kinds if kind != "delete"]
    if len(told) < len(kinds):
        rewriting.ignore(node, "variableEvents delete")
    if name or kinds:
        extend(node, "conditionalFilter", variableNames=name, variableEvents=", ".join(told or kinds) or None)


def _adopt_timer(node: Node, rewriting: Rewriting) -> None:
    for found in list(node.iterchildren(bpmn("*"))):
        text = (found.text or "").strip()
        if is_expression(text):
            try:
                found.text = f"={translated(text)}"
            except Untranslated:
                _refuse(found, text, rewriting)
    cycle = child(node, "timeCycle")
    event = node.getparent()
    interrupting = local_name(event) == "boundaryEvent" and event.get("cancelActivity", "true") == "true"
    once = None if cycle is None else _CYCLE.fullmatch((cycle.text or "").strip())
    if interrupting and cycle is not None and once is not None:
        # An interrupting timer fires once, after the first turn of its cycle.
        node.remove(cycle)
        add_bpmn(node, "timeDuration").text = once.group(1)


def _refuse(node: Node, text: str, rewriting: Rewriting) -> None:
    rewriting.refuse(
        "expression_not_translated",
        node,
        f"Không chuyển được biểu thức “{text[:120]}” sang FEEL. Hãy ghi lại bằng công thức FEEL.",
        f"The expression “{text[:120]}” cannot be translated into FEEL. Write it as a FEEL expression.",
    )
