"""Ask the conditions by which processes are started, before any case is there (Camunda 8.9)."""

from collections.abc import Iterable

from engine.errors import LimitExceeded
from engine.feel import Host, from_json
from engine.model.json_value import Variables
from engine.model.limits import RuntimeLimits
from engine.spiff.failure import ModelFailure
from engine.spiff.process_model import ProcessModel
from engine.spiff.values import Evaluator


def true_starts(
    asked: Iterable[tuple[int, ProcessModel, str]], variables: Variables, *, host: Host, limits: RuntimeLimits
) -> list[tuple[int, str]]:
    """Give those of the conditional start events whose condition holds for these variables, in their order.

    Each stands beside the key of its version and its model. A filter of names has a condition asked only when one
    of them is brought. Anything but true starts nothing. All of them are one command's work: LimitExceeded beyond it.
    """
    evaluator = Evaluator(host, limits.feel_steps_per_command)
    context = {name: from_json(value) for name, value in variables.items()}
    holding = []
    for key, model, element_id in asked:
        start = model.condition_starts[element_id]
        if start.filtered and not start.setting.names & variables.keys():
            continue
        try:
            value, _ = start.setting.condition.evaluate(context, evaluator)
        except ModelFailure as failure:
            raise LimitExceeded(failure.text) from None
        if value is True:
            holding.append((key, element_id))
    return holding
