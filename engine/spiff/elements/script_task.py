"""Script task: one FEEL expression whose value becomes a variable."""

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ScriptTask as SpiffScriptTask

from engine.spiff.details import Details
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.kind import Kind
from engine.spiff.failure import EXTRACT_VALUE_ERROR
from engine.spiff.feel_json import keep
from engine.spiff.reading import Reading, is_variable_name
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.spiff.values import Value
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptWork:
    """What is evaluated and where the value goes."""

    expression: Value
    result: str


class ScriptTask(ElementSpec, SpiffScriptTask):
    """Evaluates at once; SpiffWorkflow's own script text stays empty, so nothing of a model can reach Python."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, details: Details, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, details=details, script="", **kwargs)

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Evaluate the expression and check that the result can be kept."""
        work = self.details.work
        assert isinstance(work, ScriptWork)  # noqa: S101 - the reader makes nothing else
        value, _ = work.expression.evaluate(view, token.case.evaluator)
        result = {work.result: keep(value, EXTRACT_VALUE_ERROR, work.result)}
        token.case.scopes.check(result, token.enclosing_key)
        return result

    def act(self, token: Token, prepared: object) -> bool:
        """Set the variable."""
        assert isinstance(prepared, dict)  # noqa: S101 - made above
        self.take_result(token, prepared)
        return True


def read_script(node: Node, reading: Reading) -> ScriptWork | None:
    """Read `zeebe:script`."""
    script = reading.extension(node, "script")
    if script is None:
        reading.findings.add(
            "missing_setting",
            node,
            "Bước tính toán chưa có biểu thức FEEL (zeebe:script). Hãy chọn “FEEL expression” trong bảng thuộc tính.",
            "The script task has no FEEL expression (zeebe:script). Choose “FEEL expression” in the properties panel.",
        )
        return None
    expression = reading.formula(
        script, script.get("expression"), "Biểu thức của bước tính toán", "The script's expression"
    )
    result = (script.get("resultVariable") or "").strip()
    if not is_variable_name(result):
        reading.findings.add(
            "invalid_variable_name",
            script,
            f"Tên dữ liệu nhận kết quả “{result}” không hợp lệ (chỉ chữ, số, dấu gạch dưới, không bắt đầu bằng số).",
            f"The result variable “{result}” is not a valid name (letters, digits, underscores, no digit first).",
        )
        return None
    return ScriptWork(expression=expression, result=result) if expression else None


KINDS = (
    Kind(
        tag="scriptTask",
        spec=ScriptTask,
        read=read_script,
        extensions=frozenset({"script"}),
        inputs=True,
        outputs=True,
    ),
)
