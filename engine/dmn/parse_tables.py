"""Decision tables from XML to records (DMN 1.5 §8.2): shape only, no FEEL is compiled here."""

from collections.abc import Callable

from engine.dmn.findings import Findings, place_of
from engine.dmn.model import Aggregation, HitPolicy, InputClause, Literal, OutputClause, Rule, Table
from engine.dmn.namespaces import child, children, name_of, text_of
from engine.untrusted_xml import Node


def read_table(node: Node, findings: Findings, is_feel: Callable[[Node], bool]) -> Table:
    """Read a decision table; notes an unknown hit policy and rows of another length than the heading."""
    inputs = tuple(_input(found, is_feel) for found in children(node, "input"))
    outputs = tuple(_output(found, is_feel) for found in children(node, "output"))
    if not outputs:
        findings.add("no_output", node, "Bảng quy tắc chưa có cột kết quả.", "The decision table has no output.")
    rules = []
    for index, found in enumerate(children(node, "rule"), start=1):
        rule = _rule(found, index, is_feel)
        if (len(rule.tests), len(rule.outputs)) != (len(inputs), len(outputs)):
            findings.add(
                "cell_count",
                found,
                f"Dòng {index} có {len(rule.tests)} điều kiện và {len(rule.outputs)} kết quả; "
                f"bảng có {len(inputs)} và {len(outputs)} cột.",
                f"Rule {index} has {len(rule.tests)} conditions and {len(rule.outputs)} results; "
                f"the table has {len(inputs)} and {len(outputs)} columns.",
            )
        rules.append(rule)
    return Table(
        place=place_of(node),
        hit_policy=_hit_policy(node, findings),
        aggregation=_aggregation(node, findings),
        inputs=inputs,
        outputs=outputs,
        rules=tuple(rules),
        annotation_names=tuple(name_of(found) for found in children(node, "annotation")),
    )


def _hit_policy(node: Node, findings: Findings) -> HitPolicy:
    text = node.get("hitPolicy", "UNIQUE")
    try:
        return HitPolicy(text)
    except ValueError:
        findings.add("hit_policy", node, f"Không có quy tắc chọn dòng “{text}”.", f"There is no hit policy “{text}”.")
        return HitPolicy.UNIQUE


def _aggregation(node: Node, findings: Findings) -> Aggregation | None:
    text = node.get("aggregation")
    if text is None:
        return None
    try:
        return Aggregation(text)
    except ValueError:
        findings.add("aggregation", node, f"Không có phép gộp “{text}”.", f"There is no aggregation “{text}”.")
        return None


def _input(node: Node, is_feel: Callable[[Node], bool]) -> InputClause:
    expression = child(node, "inputExpression")
    literal = _literal(node if expression is None else expression, is_feel)
    type_ref = None if expression is None else expression.get("typeRef")
    return InputClause(
        place=place_of(node),
        label=node.get("label") or literal.text,
        expression=literal,
        type_ref=_type_ref(type_ref),
        allowed=_optional(child(node, "inputValues"), is_feel),
    )


def _output(node: Node, is_feel: Callable[[Node], bool]) -> OutputClause:
    return OutputClause(
        place=place_of(node),
        name=name_of(node),
        label=node.get("label") or name_of(node),
        type_ref=_type_ref(node.get("typeRef")),
        allowed=_optional(child(node, "outputValues"), is_feel),
        default=_optional(child(node, "defaultOutputEntry"), is_feel),
    )


def _rule(node: Node, index: int, is_feel: Callable[[Node], bool]) -> Rule:
    return Rule(
        id=node.get("id") or f"rule {index}",
        place=place_of(node),
        tests=tuple(_literal(found, is_feel) for found in children(node, "inputEntry")),
        outputs=tuple(_literal(found, is_feel) for found in children(node, "outputEntry")),
        annotations=tuple(text_of(found) for found in children(node, "annotationEntry")),
    )


def _literal(node: Node, is_feel: Callable[[Node], bool]) -> Literal:
    return Literal(place=place_of(node), text=text_of(node) if is_feel(node) else "")


def _optional(node: Node | None, is_feel: Callable[[Node], bool]) -> Literal | None:
    return None if node is None or not text_of(node) else _literal(node, is_feel)


def _type_ref(text: str | None) -> str | None:
    return " ".join((text or "").rpartition(":")[2].split()) or None
