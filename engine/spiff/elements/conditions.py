"""Which flows a token leaves by when conditions decide; evaluates only, changes nothing."""

from collections.abc import Mapping

from engine.feel import FeelValue
from engine.spiff.details import OutFlow
from engine.spiff.failure import CONDITION_ERROR, EXTRACT_VALUE_ERROR, ModelFailure
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token


def holds(flow: OutFlow, view: ScopeView, token: Token) -> bool:
    """Evaluate one flow's condition; one that is neither true nor false is an incident, not a no."""
    if flow.condition is None:
        return True
    value, warnings = flow.condition.evaluate(view, token.case.evaluator)
    if value is True or value is False:
        return value
    raise ModelFailure(
        EXTRACT_VALUE_ERROR,
        f"Điều kiện của luồng “{flow.id}” ({flow.condition.shown}) không cho kết quả đúng hay sai.",
        f"The condition of flow “{flow.id}” ({flow.condition.shown}) is neither true nor false.",
        warnings,
    )


def flow_view(token: Token, outputs: Mapping[str, FeelValue]) -> ScopeView:
    """Give what the conditions on an element's flows see.

    Of an activity that is what stands around it, with the `outputs` that it is about to give there; of a gateway also
    what its start listeners have set.
    """
    is_gateway = token.task_spec.details.element.type.endswith("Gateway")
    return token.case.scopes.view(token.scope_key if is_gateway else token.enclosing_key, outputs)


def every_true_flow(token: Token, outputs: Mapping[str, FeelValue]) -> tuple[OutFlow, ...]:
    """Give all flows that have no condition or a true one, in the order of the file, else the default flow.

    `outputs` is what the element is about to give to the scope around it.
    Raises ModelFailure when conditions leave no way out (BPMN 2.0.2 §13.4.3: an exception is thrown).
    """
    details, view = token.task_spec.details, flow_view(token, outputs)
    candidates = [flow for flow in details.flows if flow.id != details.default_flow or len(details.flows) == 1]
    taken = tuple(flow for flow in candidates if holds(flow, view, token))
    if taken or not details.flows:
        return taken
    default = tuple(flow for flow in details.flows if flow.id == details.default_flow)
    if not default:
        raise no_way_out()
    return default


def no_way_out() -> ModelFailure:
    """Give the failure of an element whose conditions are all false and that has no default flow."""
    return ModelFailure(
        CONDITION_ERROR,
        "Không điều kiện rẽ nhánh nào đúng và không có luồng mặc định.",
        "No condition is true and there is no default flow.",
    )
