"""Properties of a process or element that may be FEEL: titles, names, words on buttons, series of ids."""

from collections.abc import Mapping

from engine.feel import FeelError, FeelValue, Host, compile_expression, from_json
from engine.model.json_value import JsonValue


def evaluate_property(written: str, variables: Mapping[str, JsonValue], host: Host) -> FeelValue:
    """Give a property's value: FEEL over `variables` when it begins with "=", else the text itself.

    A title, a list of names or the word on a button is no step of the case: what cannot be computed,
    or would cost too much, is null.
    """
    if not written.startswith("="):
        return written
    context = {name: from_json(value) for name, value in variables.items()}
    try:
        return compile_expression(written[1:]).evaluate(context, host=host).value
    except FeelError:
        return None
