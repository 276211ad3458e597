"""Functions of the host, called from expressions: arguments in order or by name, results made FEEL values.

A refusal of the host becomes null with its text; any other exception is the host's defect and passes through.
"""

from engine.feel.errors import HostFunctionRefusal
from engine.feel.pythonvalues import from_python
from engine.feel.runtime import HostFunction, Run
from engine.feel.values import FeelFunction, FeelValue


def host_function(run: Run, name: str) -> FeelFunction | None:
    """Find a function of the host by its name."""
    declared = run.host.functions.get(name)
    if declared is None:
        return None
    return FeelFunction(
        name,
        (declared.parameters,),
        lambda run, arguments: _call(run, declared, arguments),
        lambda run, arguments: _call_named(run, declared, arguments),
        len(declared.parameters),
    )


def _call(run: Run, declared: HostFunction, arguments: list[FeelValue]) -> FeelValue:
    missing = len(declared.parameters) - len(arguments)
    if missing < 0:
        return run.null("argument_count", name=declared.name, count=len(arguments))
    run.charge(10)
    try:
        result = declared.call(*arguments, *[None] * missing)
    except HostFunctionRefusal as refusal:
        return run.null("host", vi=refusal.message_vi, en=refusal.message_en)
    return from_python(result)


def _call_named(run: Run, declared: HostFunction, arguments: dict[str, FeelValue]) -> FeelValue:
    for name in arguments:
        if name not in declared.parameters:
            return run.null("argument_name", name=declared.name, argument=name)
    return _call(run, declared, [arguments.get(name) for name in declared.parameters])
