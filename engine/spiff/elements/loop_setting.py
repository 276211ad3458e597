"""What a model says about repeating an activity, and how that is read from its loop characteristics."""

import re
from dataclasses import dataclass

from engine.spiff.job_settings import whole_number
from engine.spiff.reading import Reading, child, is_variable_name
from engine.spiff.values import Value
from engine.untrusted_xml import Node

LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_VARIABLE_OR_PATH = re.compile(r"=\s*([^\W\d]\w*)(?:\.[^\W\d]\w*)*\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiInstance:
    """Once for each item of a collection, one after another or side by side (`zeebe:loopCharacteristics`)."""

    is_sequential: bool
    collection: Value  # the items, or with `counts` how many there are (BPMN's loopCardinality)
    counts: bool
    element: str | None  # the variable that holds the item
    output: str | None  # the variable that collects what `output_element` gives
    output_element: Value | None
    completion: Value | None  # true: the other items are no longer wanted

    @property
    def output_variable(self) -> str | None:
        """Give the variable that `output_element` is or begins with: each item has one of its own, as in Camunda 8."""
        return output_variable(self.output_element)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLoop:
    """Again and again while a condition holds (BPMN 2.0.2 §10.3.8); `maximum` 0 means no bound of the model's own."""

    condition: Value
    test_before: bool
    maximum: int


def output_variable(output_element: Value | None) -> str | None:
    """Give the variable that an output element is or begins with; None for any other expression."""
    found = None if output_element is None else _VARIABLE_OR_PATH.fullmatch(output_element.text)
    return None if found is None else found[1]


def read_loop(node: Node, reading: Reading) -> MultiInstance | StandardLoop | None:
    """Read how an activity repeats; None when it does not."""
    found = [loop for loop in (child(node, name) for name in LOOPS) if loop is not None]
    if len(found) > 1:
        reading.findings.add(
            "several_loops",
            found[1],
            "Một bước chỉ có một kiểu lặp. Hãy giữ lại một.",
            "An activity repeats in one way only. Keep one.",
        )
        return None
    multi, standard = (child(node, name) for name in LOOPS)
    if multi is not None:
        return _read_multi_instance(multi, reading)
    return None if standard is None else _read_standard(standard, reading)


def _read_multi_instance(loop: Node, reading: Reading) -> MultiInstance | None:
    setting, cardinality = reading.extension(loop, "loopCharacteristics"), child(loop, "loopCardinality")
    if cardinality is not None and setting is None:
        return _read_cardinality(loop, cardinality, reading)
    if cardinality is not None or setting is None or not setting.get("inputCollection"):
        reading.findings.add(
            "missing_setting",
            loop,
            "Bước lặp cần danh sách (zeebe:loopCharacteristics inputCollection, ví dụ =ds_don_vi) hoặc chỉ số lần lặp "
            "(loopCardinality), không cả hai.",
            "The multi-instance activity needs an inputCollection (zeebe:loopCharacteristics, for example =units) or "
            "a loopCardinality alone.",
        )
        return None
    collection = reading.formula(
        setting, setting.get("inputCollection"), "Danh sách của bước lặp", "The input collection"
    )
    output, output_element = _name(setting, "outputCollection", reading), None
    if setting.get("outputElement"):
        output_element = reading.formula(
            setting, setting.get("outputElement"), "Kết quả mỗi lần lặp", "The output element"
        )
    if (output is None) != (not setting.get("outputElement")):
        reading.findings.add(
            "missing_setting",
            setting,
            "outputCollection và outputElement phải đi cùng nhau.",
            "outputCollection and outputElement belong together.",
        )
    element = _name(setting, "inputElement", reading)
    if collection is None:
        return None
    return MultiInstance(
        is_sequential=_is_sequential(loop),
        collection=collection,
        counts=False,
        element=element,
        output=output,
        output_element=output_element,
        completion=_completion(loop, reading),
    )


def _read_cardinality(loop: Node, node: Node, reading: Reading) -> MultiInstance | None:
    count = reading.content(node, "Số lần lặp", "The loop cardinality")
    if count is None or (count.is_static and whole_number(count.text) is None):
        reading.findings.add(
            "invalid_setting",
            node,
            "Số lần lặp (loopCardinality) phải là số nguyên hoặc biểu thức FEEL, ví dụ 3 hoặc =so_ban.",
            "loopCardinality must be a whole number or a FEEL expression, for example 3 or =copies.",
        )
        return None
    return MultiInstance(
        is_sequential=_is_sequential(loop),
        collection=count,
        counts=True,
        element=None,
        output=None,
        output_element=None,
        completion=_completion(loop, reading),
    )


def _is_sequential(loop: Node) -> bool:
    return loop.get("isSequential", "false") in {"true", "1"}


def _completion(loop: Node, reading: Reading) -> Value | None:
    node = child(loop, "completionCondition")
    if node is None:
        return None
    return reading.formula(node, node.text, "Điều kiện dừng lặp", "The completion condition of the multi-instance")


def _read_standard(loop: Node, reading: Reading) -> StandardLoop | None:
    node, maximum = child(loop, "loopCondition"), loop.get("loopMaximum")
    if maximum is not None and not (maximum.isascii() and maximum.isdigit() and 0 < int(maximum[:10]) < 10**9):
        reading.findings.add(
            "invalid_setting",
            loop,
            f"Số lần lặp tối đa (loopMaximum) “{maximum[:20]}” phải là số nguyên dương.",
            f"loopMaximum “{maximum[:20]}” must be a positive whole number.",
        )
        return None
    if node is None:
        reading.findings.add(
            "missing_setting",
            loop,
            "Bước lặp chưa có điều kiện lặp (loopCondition), ví dụ =con_thieu.",
            "The loop has no condition (loopCondition), for example =incomplete.",
        )
        return None
    condition = reading.formula(node, node.text, "Điều kiện lặp", "The loop condition")
    if condition is None:
        return None
    test_before = loop.get("testBefore", "false") in {"true", "1"}
    return StandardLoop(condition=condition, test_before=test_before, maximum=int(maximum or 0))


def _name(setting: Node, attribute: str, reading: Reading) -> str | None:
    name = (setting.get(attribute) or "").strip()
    if not name:
        return None
    if not is_variable_name(name):
        reading.findings.add(
            "invalid_variable_name",
            setting,
            f"“{name}” ({attribute}) không phải tên dữ liệu (chỉ chữ, số, dấu gạch dưới, không bắt đầu bằng số).",
            f"“{name}” ({attribute}) is not a variable name (letters, digits, underscores, no digit first).",
        )
    return name
