"""Functions on contexts. No context that is handed in changes."""

from collections.abc import Mapping

from engine.feel.builtins.signature import Family
from engine.feel.normalform import normal_name
from engine.feel.runtime import Run
from engine.feel.values import FeelValue

FUNCTIONS = Family()


@FUNCTIONS.define("get value(m: context, key: string)")
def get_value(_run: Run, m: Mapping[str, FeelValue], key: str) -> FeelValue:
    """Give the value of an entry, or null."""
    return m.get(normal_name(key))


@FUNCTIONS.define("get value(context: context, keys: list)")
def get_nested_value(_run: Run, context: Mapping[str, FeelValue], keys: list[FeelValue]) -> FeelValue:
    """Follow a list of keys into nested contexts (Camunda)."""
    value: FeelValue = context
    for key in keys:
        if not isinstance(value, Mapping) or not isinstance(key, str):
            return None
        value = value.get(normal_name(key))
    return value if keys else None


@FUNCTIONS.define("get entries(m: context)")
def get_entries(run: Run, m: Mapping[str, FeelValue]) -> FeelValue:
    """List the entries as contexts of key and value."""
    run.charge(6 * len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@FUNCTIONS.define("context(entries: list)")
def context(run: Run, entries: list[FeelValue]) -> FeelValue:
    """Make a context of a list of contexts of key and value; a key may occur once."""
    run.charge(len(entries))
    result: dict[str, FeelValue] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or "value" not in entry:
            return run.null("argument_value", name="context", argument="entries")
        key = entry.get("key")
        if not isinstance(key, str) or normal_name(key) in result:
            return run.null("argument_value", name="context", argument="entries")
        result[normal_name(key)] = entry["value"]
    return result


@FUNCTIONS.define("context put(context: context, key: string, value: any)")
def context_put(run: Run, context: Mapping[str, FeelValue], key: str, value: FeelValue) -> FeelValue:
    """Add or replace an entry."""
    run.check_list(len(context))
    return {**context, normal_name(key): value}


@FUNCTIONS.define("context put(context: context, keys: list, value: any)")
def context_put_nested(
    run: Run, context: Mapping[str, FeelValue], keys: list[FeelValue], value: FeelValue
) -> FeelValue:
    """Add or replace an entry of nested contexts; a missing context on the way is made."""
    names = [normal_name(key) for key in keys if isinstance(key, str)]
    if not names or len(names) != len(keys):
        return run.null("argument_value", name="context put", argument="keys")
    run.check_depth(len(names))
    result: dict[str, FeelValue] = dict(context)
    inner = result
    for name in names[:-1]:
        below = inner.get(name)
        if below is not None and not isinstance(below, Mapping):
            return run.null("argument_value", name="context put", argument="keys")
        copy: dict[str, FeelValue] = dict(below or {})
        run.check_list(len(copy))
        inner[name] = copy
        inner = copy
    inner[names[-1]] = value
    return result


@FUNCTIONS.define("context merge(contexts: list)")
def context_merge(run: Run, contexts: list[FeelValue]) -> FeelValue:
    """Join contexts; a later entry wins."""
    result: dict[str, FeelValue] = {}
    for item in contexts:
        if not isinstance(item, Mapping):
            return run.null("argument_value", name="context merge", argument="contexts")
        run.check_list(len(item))
        run.charge(2 * len(item))
        result.update(item)
    return result
