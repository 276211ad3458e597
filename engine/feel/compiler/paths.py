"""Names, paths and filters: how an expression reads data."""

from collections.abc import Mapping
from decimal import Decimal

from engine.feel.builtins import BUILTINS
from engine.feel.compiler.core import Compiler, Handler, Item, constant_of, read_slot
from engine.feel.decimals import as_int
from engine.feel.hosting import host_function
from engine.feel.normalform import normal_name
from engine.feel.places import Place
from engine.feel.pythonvalues import from_python
from engine.feel.runtime import Code, Frame, Run
from engine.feel.syntax import Filter, Name, Node, Path
from engine.feel.temporal.properties import PROPERTIES
from engine.feel.values import FEEL_CLASSES, FeelValue, Range, is_feel_value, kind_of

_MISSING = object()
_SHORT = 10**15  # whole numbers below need no rounding to 34 digits
PARTIAL = "partial"


def _name(compiler: Compiler, node: Name) -> Code:
    binding = compiler.bind(node.name)
    code = _outside(node.name, compiler.place(node)) if binding.slot is None else read_slot(binding.slot)
    if binding.slot is not None and node.name == PARTIAL:
        code = _snapshot(code)  # the list still grows
    for slot in reversed(binding.items):
        code = _member_or(slot, node.name, code)
    return code


def _outside(name: str, place: Place) -> Code:
    """Read a variable of the context; failing that, a function of the host or a built-in as a value."""

    def code(frame: Frame) -> FeelValue:
        value = frame.variables.get(name, _MISSING)
        if value is _MISSING and not name.isascii():
            value = _under_another_form(frame, name)
        if value is _MISSING:
            function = host_function(frame.run, name) or BUILTINS.get(name)
            return frame.run.null("no_variable", place, name=name) if function is None else function
        if type(value) is int and -_SHORT < value < _SHORT:
            return Decimal(value)
        return value if type(value) in FEEL_CLASSES or is_feel_value(value) else from_python(value)

    return code


def _under_another_form(frame: Frame, name: str) -> FeelValue:
    """Find a variable whose name was handed in with its marks apart; charges a step for each name looked at."""
    variables = frame.variables
    frame.run.charge(len(variables))
    return next((variables[key] for key in variables if normal_name(key) == name), _MISSING)


def _snapshot(read: Code) -> Code:
    def code(frame: Frame) -> FeelValue:
        value = read(frame)
        if not isinstance(value, list):
            return value
        frame.run.charge(len(value) >> 3)
        return value.copy()

    return code


def _member_or(slot: int, name: str, otherwise: Code) -> Code:
    """Read a member of a filter's item, if the item is a context that has it."""

    def code(frame: Frame) -> FeelValue:
        item = frame.slots[slot]
        if (type(item) is dict or isinstance(item, Mapping)) and name in item:
            return item[name]
        return otherwise(frame)

    return code


def _path(compiler: Compiler, node: Path) -> Code:
    base, member, place = compiler.compile(node.base), node.member, compiler.place(node)

    def code(frame: Frame) -> FeelValue:
        value = base(frame)
        if type(value) is dict and member in value:
            return value[member]
        run = frame.run
        before = len(run.warnings)
        result = read_member(run, value, member)
        if len(run.warnings) > before:
            run.place_warnings(before, place)
        return result

    return code


def read_member(run: Run, value: FeelValue, member: str, depth: int = 0) -> FeelValue:  # noqa: PLR0911 - one case a line
    """Read `value.member`: of a context, of each item of a list, or a property of a date, duration or range."""
    if value is None:
        return run.null("null_path", name=member)
    if isinstance(value, Mapping):
        if member in value:
            return value[member]
        return run.null("no_member", name=member)
    if isinstance(value, list):
        run.check_depth(depth)
        run.check_list(len(value))
        run.charge(len(value))
        return [
            item[member] if type(item) is dict and member in item else read_member(run, item, member, depth + 1)
            for item in value
        ]
    if isinstance(value, Range):
        return _range_property(run, value, member)
    read = PROPERTIES.get(type(value), {}).get(member)
    if read is None:
        return run.null("no_property", kind=kind_of(value), name=member)
    return read(value)


def _range_property(run: Run, value: Range, member: str) -> FeelValue:
    match member:
        case "start":
            return value.start
        case "end":
            return value.end
        case "start included":
            return value.start_included
        case "end included":
            return value.end_included
    return run.null("no_property", kind=kind_of(value), name=member)


def _filter(compiler: Compiler, node: Filter) -> Code:
    """Compile `base[condition]`; a number is an index, anything else is asked of every item."""
    base, place = _filter_base(compiler, node.base), compiler.place(node)
    index = constant_of(node.condition)
    if isinstance(index, Decimal):
        return lambda frame: item_at(frame.run, base(frame), index, place)
    slot = compiler.new_slot()
    with compiler.scope(Item(slot)):
        condition, weight = compiler.compile_weighed(node.condition)

    def code(frame: Frame) -> FeelValue:
        value = base(frame)
        if value is None:
            return None
        items = value if isinstance(value, list) else [value]
        outer = frame.slots[slot]
        try:
            return _select(frame, items, slot, condition, weight, place)
        finally:
            frame.slots[slot] = outer

    return code


def _filter_base(compiler: Compiler, node: Node) -> Code:
    """Read `partial` itself and not a copy: a filter keeps items only, never the list."""
    if isinstance(node, Name) and node.name == PARTIAL:
        binding = compiler.bind(PARTIAL)
        if binding.slot is not None and not binding.items:
            return read_slot(binding.slot)
    return compiler.compile(node)


def _select(frame: Frame, items: list[FeelValue], slot: int, condition: Code, weight: int, place: Place) -> FeelValue:
    run, slots = frame.run, frame.slots
    if not items:
        return _select_from_nothing(frame, slot, condition, place)
    result: list[FeelValue] = []
    for item in items:
        run.steps -= weight
        if run.steps < 0:
            run.charge(0)
        slots[slot] = item
        verdict = condition(frame)
        if verdict is True:
            result.append(item)
        elif type(verdict) is Decimal:
            return item_at(run, items, verdict, place)
        elif verdict is not False and verdict is not None:
            run.warn("filter", place, kind=kind_of(verdict))
    run.check_list(len(result))
    return result


def _select_from_nothing(frame: Frame, slot: int, condition: Code, place: Place) -> FeelValue:
    """Filter an empty list: null when the condition is an index, else empty. The trial leaves no warnings."""
    warnings = frame.run.warnings
    before = len(warnings)
    frame.slots[slot] = None
    verdict = condition(frame)
    del warnings[before:]
    return frame.run.null("filter_index", place, index=str(verdict)) if isinstance(verdict, Decimal) else []


def item_at(run: Run, value: FeelValue, index: Decimal, place: Place | None = None) -> FeelValue:
    """Give the item at a position counted from 1, or from the end for a negative one."""
    if value is None:
        return None
    items = value if isinstance(value, list) else [value]
    position = as_int(index)
    if position is None or position == 0 or abs(position) > len(items):
        return run.null("filter_index", place, index=str(index))
    return items[position - 1 if position > 0 else position]


HANDLERS: dict[type[Node], Handler] = {Name: _name, Path: _path, Filter: _filter}
