"""Read the condition of a conditional event, and the changes after which it is asked again (Camunda 8.9).

The variables that matter are those that the condition names; `zeebe:conditionalFilter` narrows them and the kinds of
change.
"""

from engine.model.definition import StartTrigger
from engine.spiff.details import ConditionSetting, ConditionStart
from engine.spiff.reading import Reading, child
from engine.untrusted_xml import Node

_CHANGES = frozenset({"create", "update"})


def read_condition(definition: Node, reading: Reading) -> ConditionSetting | None:
    """Read which condition is waited for; it must name a variable, else nothing could ever make it true."""
    node = child(definition, "condition")
    text = None if node is None else node.text
    condition = reading.formula(
        definition if node is None else node,
        text,
        "Điều kiện của sự kiện",
        "The condition of the event",
    )
    if condition is None or condition.expression is None:
        return None
    names = frozenset(condition.expression.names) | frozenset(condition.expression.possible_names)
    if not names:
        reading.findings.add(
            "condition_without_variable",
            definition,
            f"Điều kiện của sự kiện ({condition.shown}) không dùng dữ liệu nào nên không bao giờ được xét lại.",
            f"The condition of the event ({condition.shown}) names no variable, so it would never be asked again.",
        )
    found = reading.extension(definition, "conditionalFilter")
    wanted = _words(found, "variableNames")
    changes = _words(found, "variableEvents")
    if changes - _CHANGES or (wanted and not wanted & names):
        reading.findings.add(
            "invalid_condition_filter",
            definition,
            "Bộ lọc của sự kiện điều kiện chỉ nhận variableEvents là create, update và variableNames là dữ liệu có "
            "trong điều kiện.",
            "The filter of a conditional event takes create and update as variableEvents, and as variableNames "
            "variables that the condition names.",
        )
    return ConditionSetting(
        condition=condition,
        names=names & wanted if wanted else names,
        on_create=not changes or "create" in changes,
        on_update=not changes or "update" in changes,
    )


def read_condition_start(definition: Node, reading: Reading) -> ConditionStart | None:
    """Read which condition starts a process; no case is there yet whose variables could be created or updated."""
    setting = read_condition(definition, reading)
    found = reading.extension(definition, "conditionalFilter")
    if _words(found, "variableEvents"):
        reading.findings.add(
            "invalid_condition_filter",
            definition,
            "Điều kiện bắt đầu quy trình không lọc theo variableEvents: chưa có hồ sơ nào để dữ liệu thay đổi. "
            "Hãy chỉ dùng variableNames.",
            "The condition that starts a process has no variableEvents: there is no case yet whose variables could "
            "change. Use variableNames only.",
        )
    if setting is None:
        return None
    event = definition.getparent()
    trigger = StartTrigger(element_id=event.get("id"), kind="conditional", name="", line=event.sourceline)
    return ConditionStart(trigger=trigger, setting=setting, filtered=bool(_words(found, "variableNames")))


def _words(node: Node | None, attribute: str) -> frozenset[str]:
    """Give the entries of a list that is separated by commas."""
    text = "" if node is None else node.get(attribute) or ""
    return frozenset(word.strip() for word in text.split(",") if word.strip())
