"""Small DMN files and processes that call them, written for the tests."""

from collections.abc import Sequence
from html import escape

from engine.model.records import Resource
from tests.models import bpmn, end, flow, start, user_task

_MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
_HEAD = f'<definitions xmlns="{_MODEL}" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'


def dmn(*parts: str, file_id: str = "tep", name: str = "Tệp thử", namespace: str = "urn:thu") -> bytes:
    """Give a DMN file."""
    return f'{_HEAD} id="{file_id}" name="{name}" namespace="{namespace}">{"".join(parts)}</definitions>'.encode()


def table(
    decision_id: str,
    inputs: Sequence[str],
    rules: Sequence[tuple[Sequence[str], str]],
    *,
    policy: str = "UNIQUE",
    needs: Sequence[str] = (),
    tag: str = "",
    note: str = "vì thế",
) -> str:
    """Give a decision with a table of one output: a rule is its tests and its output; `needs` are decisions."""
    extension = f'<extensionElements><zeebe:versionTag value="{tag}"/></extensionElements>' if tag else ""
    required = "".join(
        f'<informationRequirement id="r_{need}"><requiredDecision href="#{need}"/></informationRequirement>'
        for need in needs
    )
    columns = "".join(
        f'<input id="{decision_id}_i{number}" label="Cột {number}"><inputExpression id="{decision_id}_e{number}">'
        f"<text>{escape(text)}</text></inputExpression></input>"
        for number, text in enumerate(inputs, start=1)
    )
    rows = "".join(
        f'<rule id="{decision_id}_r{number}">'
        + "".join(
            f'<inputEntry id="{decision_id}_c{number}_{place}"><text>{escape(test)}</text></inputEntry>'
            for place, test in enumerate(tests)
        )
        + f'<outputEntry id="{decision_id}_o{number}"><text>{escape(output)}</text></outputEntry>'
        f"<annotationEntry><text>{note} {number}</text></annotationEntry></rule>"
        for number, (tests, output) in enumerate(rules, start=1)
    )
    return (
        f'<decision id="{decision_id}" name="Bảng {decision_id}">{extension}'
        f'<variable id="v_{decision_id}" name="{decision_id}"/>{required}'
        f'<decisionTable id="t_{decision_id}" hitPolicy="{policy}">{columns}'
        f'<output id="{decision_id}_out" label="Kết quả" name="ket_qua"/><annotation name="Ghi chú"/>{rows}'
        "</decisionTable></decision>"
    )


def calls(
    decision_id: str = "muc", *, binding: str = "", tag: str = "", before: bool = False, result: str = "muc"
) -> bytes:
    """Give a process that decides (after a task when `before`) and then waits at a task."""
    more = (f' bindingType="{binding}"' if binding else "") + (f' versionTag="{tag}"' if tag else "")
    decide = (
        '<bpmn:businessRuleTask id="quyet_dinh" name="Xếp mức"><bpmn:extensionElements>'
        f'<zeebe:calledDecision decisionId="{escape(decision_id)}" resultVariable="{result}"{more}/>'
        "</bpmn:extensionElements></bpmn:businessRuleTask>"
    )
    first = user_task("dau_vao") + flow("f0", "dau_vao", "quyet_dinh") if before else ""
    into = "dau_vao" if before else "quyet_dinh"
    return bpmn(
        start()
        + first
        + decide
        + user_task("sau")
        + end()
        + flow("f1", "dau", into)
        + flow("f2", "quyet_dinh", "sau")
        + flow("f3", "sau", "cuoi")
    )


def by_copies(low: str = '"thấp"', high: str = '"cao"', **more: str) -> str:
    """Give the decision `muc`: up to ten copies is low, more is high."""
    return table("muc", ["so_ban"], [(["<= 10"], low), (["> 10"], high)], **more)


MUC = dmn(by_copies())
CALL = Resource(name="thu.bpmn", content=calls())
DECISION = Resource(name="muc.dmn", content=MUC)
