"""Evaluate decisions and decision services of a compiled model, and tell how the result came about.

Pure: no clock but the host's, no I/O. Data never raises; only a bound that is reached does.
"""

from collections.abc import Callable, Iterable, Mapping

from engine.dmn.build import typed
from engine.dmn.decision_model import DecisionModel, DecisionNode, ServiceNode
from engine.dmn.limits import DEFAULT_EVALUATION_LIMITS
from engine.dmn.model import Key
from engine.dmn.result import DecisionResult, DecisionTrace
from engine.dmn.scope import DecisionRun, Scope, too_deep, warn
from engine.errors import LimitExceeded, Text
from engine.feel import FeelLimitExceeded, FeelValue, Host, Limits, Run, normal_name

Values = dict[Key, FeelValue]


def evaluate(
    model: DecisionModel,
    decision_id: str,
    inputs: Mapping[str, FeelValue],
    *,
    host: Host | None = None,
    limits: Limits = DEFAULT_EVALUATION_LIMITS,
    open_inputs: bool = False,
) -> DecisionResult:
    """Make the decision `decision_id` with the decisions that it requires.

    `inputs` are FEEL values by the names of the input data; those of an imported model stand in a context under the
    import's name, or at the top. What is missing is null. With `open_inputs`, decisions also see inputs that no input
    data names, as in Camunda 8, where drawing them is optional. Raises NotFound, and LimitExceeded when a bound
    is reached.
    """
    key = model.decision(decision_id).record.key
    inputs = _named(inputs)
    run = DecisionRun(host or Host(), limits)
    if open_inputs:
        run.undrawn = {name: inputs[name] for name in model.mentioned if name in inputs}
    value = _guarded(run, lambda: compute(model, (key,), run, {}, inputs)[key])
    return _result(run, decision_id, value)


def evaluate_service(
    model: DecisionModel,
    service_id: str,
    inputs: Mapping[str, FeelValue],
    *,
    host: Host | None = None,
    limits: Limits = DEFAULT_EVALUATION_LIMITS,
) -> DecisionResult:
    """Call the decision service `service_id`; `inputs` are its input data and input decisions by name.

    The value is that of its only output decision, or a context of all of them. Raises as `evaluate` does.
    """
    node = model.service(service_id)
    inputs = _named(inputs)
    run = DecisionRun(host or Host(), limits)
    names = [name for name, _ in node.parameters]
    run.inputs.update({name: inputs.get(name) for name in names})
    function = model.functions[node.record.key]
    value = _guarded(run, lambda: function.invoke(run, [inputs.get(name) for name in names]))
    return _result(run, service_id, value)


def _named(inputs: Mapping[str, FeelValue]) -> Mapping[str, FeelValue]:
    """Bring the names of inputs to the form that a model's names have."""
    return inputs if all(map(str.isascii, inputs)) else {normal_name(name): inputs[name] for name in inputs}


def call_service(model: DecisionModel, node: ServiceNode, run: Run, arguments: Mapping[str, FeelValue]) -> FeelValue:
    """Make the output decisions of a service from its arguments alone."""
    known = {key: arguments[name] for name, key in node.parameters}
    values = compute(model, node.outputs, run, known, {})
    if len(node.outputs) == 1:
        return values[node.outputs[0]]
    return {model.decisions[key].record.variable.name: values[key] for key in node.outputs}


def compute(
    model: DecisionModel, keys: Iterable[Key], run: Run, known: Values, inputs: Mapping[str, FeelValue]
) -> Values:
    """Give the values of decisions and of all that they require; what is `known` is not computed."""
    values = dict(known)
    for key in _plan(model, keys, known):
        run.charge(1)
        node = model.decisions.get(key)
        values[key] = _read_input(model, key, run, inputs) if node is None else _decide(model, node, run, values)
    return values


def _plan(model: DecisionModel, keys: Iterable[Key], known: Values) -> list[Key]:
    """Order what must be computed, requirements first; the graph was checked to have no cycles."""
    ordered: dict[Key, None] = {}
    waiting = [(key, False) for key in keys]
    waiting.reverse()
    while waiting:
        key, is_ready = waiting.pop()
        if key in known or key in ordered:
            continue
        node = model.decisions.get(key)
        if is_ready or node is None:
            ordered[key] = None
            continue
        waiting.append((key, True))
        waiting.extend((needed, False) for _, needed in reversed(node.needs))
    return list(ordered)


def _read_input(model: DecisionModel, key: Key, run: Run, inputs: Mapping[str, FeelValue]) -> FeelValue:
    """Find input data among what was handed in, and convert it to its type."""
    node = model.inputs[key]
    name = node.record.variable.name
    value: object = inputs
    for step in model.input_paths.get(key, (name,)):
        if not isinstance(value, Mapping) or step not in value:
            value = inputs.get(name, _MISSING)
            break
        value = value[step]
    if value is _MISSING:
        warn(
            run,
            "input_missing",
            f"Thiếu dữ liệu vào “{name}”; coi như null.",
            f'The input "{name}" is missing; it counts as null.',
        )
        value = None
    result = typed(value, node.wanted, run, name)
    if isinstance(run, DecisionRun):
        run.inputs[name] = result
    return result


_MISSING = object()


def _decide(model: DecisionModel, node: DecisionNode, run: Run, values: Values) -> FeelValue:
    variables: dict[str, FeelValue] = dict(run.undrawn) if isinstance(run, DecisionRun) else {}
    for path, key in node.needs:
        place(variables, path, values[key])
    for path, key in node.functions:
        place(variables, path, model.functions[key])
    warned = len(run.warnings)
    name = node.record.variable.name
    if not isinstance(run, DecisionRun):
        return typed(node.code(Scope(variables, run)), node.wanted, run, name)
    tables = len(run.tables)
    before = run.see_types(node.feel_types)
    value = typed(node.code(Scope(variables, run)), node.wanted, run, name)
    run.host = before
    run.decisions.append(
        DecisionTrace(
            decision_id=node.record.id,
            name=node.record.name,
            value=value,
            tables=tuple(run.tables[tables:]),
            warnings=tuple(run.warnings[warned:]),
        )
    )
    return value


def place(variables: dict[str, FeelValue], path: tuple[str, ...], value: FeelValue) -> None:
    """Put a value where a path leads, through contexts that stand for imported models."""
    holder = variables
    for step in path[:-1]:
        inner = holder.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        holder = inner
    holder[path[-1]] = value


def _guarded(run: Run, work: Callable[[], FeelValue]) -> FeelValue:
    """Do the work; a bound of the expression language becomes an error of the engine."""
    try:
        return work()
    except RecursionError:
        reached = too_deep(run)
    except FeelLimitExceeded as error:
        reached = error
    raise LimitExceeded(
        Text(vi=reached.message_vi, en=reached.message_en), code=reached.code, details={"limit": reached.limit}
    )


def _result(run: DecisionRun, identity: str, value: FeelValue) -> DecisionResult:
    return DecisionResult(
        decision_id=identity,
        value=value,
        inputs=dict(run.inputs),
        decisions=tuple(run.decisions),
        warnings=tuple(run.warnings),
        steps=run.limits.steps - run.steps,
    )
