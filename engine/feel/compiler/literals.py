"""Literals, lists, contexts and ranges."""

from engine.feel.compare import order
from engine.feel.compiler.core import Compiler, Handler, Local, constant
from engine.feel.compiler.functions import compile_function
from engine.feel.runtime import Code, Frame
from engine.feel.syntax import AtLiteral, ContextLiteral, FunctionLiteral, ListLiteral, Literal, Node, RangeLiteral
from engine.feel.temporal.parse import parse_at_literal
from engine.feel.values import FeelValue, Range, kind_of


def _literal(_compiler: Compiler, node: Literal) -> Code:
    return constant(node.value)


def _at_literal(compiler: Compiler, node: AtLiteral) -> Code:
    value = parse_at_literal(node.text)
    if value is not None:
        return constant(value)
    text, place = node.text[:40], compiler.place(node)
    return lambda frame: frame.run.null("bad_literal", place, text=text)


def _list(compiler: Compiler, node: ListLiteral) -> Code:
    items = tuple(compiler.compile(item) for item in node.items)

    def code(frame: Frame) -> FeelValue:
        return [item(frame) for item in items]

    return code


def _context(compiler: Compiler, node: ContextLiteral) -> Code:
    """Compile entries in order; each is in scope for the later ones, and a function for itself."""
    keys = [key for key, _ in node.entries]
    twice = next((key for index, key in enumerate(keys) if key in keys[:index]), None)
    if twice is not None:
        place = compiler.place(node)
        return lambda frame: frame.run.null("duplicate_key", place, name=twice)
    scope = Local({})
    entries: list[tuple[str, int, Code]] = []
    with compiler.scope(scope):
        for key, value in node.entries:
            slot = compiler.new_slot()
            if isinstance(value, FunctionLiteral):
                scope.slots[key] = slot
                entries.append((key, slot, compile_function(compiler, value, slot)))
            else:
                entries.append((key, slot, compiler.compile(value)))
                scope.slots[key] = slot

    def code(frame: Frame) -> FeelValue:
        result: dict[str, FeelValue] = {}
        slots = frame.slots
        for key, slot, value in entries:
            result[key] = slots[slot] = value(frame)
        return result

    return code


def _range(compiler: Compiler, node: RangeLiteral) -> Code:
    """Compile a range; endpoints that cannot be compared, are null or run backwards make it null."""
    start = None if node.start is None else compiler.compile(node.start)
    end = None if node.end is None else compiler.compile(node.end)
    start_included, end_included = node.start_included, node.end_included
    place = compiler.place(node)

    def code(frame: Frame) -> FeelValue:
        low = None if start is None else start(frame)
        high = None if end is None else end(frame)
        first, last = (high if start is None else low), (low if end is None else high)
        ordering = order(first, last)
        if ordering is None:
            return frame.run.null("range_endpoints", place, left=kind_of(first), right=kind_of(last))
        if ordering > 0:
            return frame.run.null("range_order", place)
        return Range(low, high, start_included, end_included)

    return code


HANDLERS: dict[type[Node], Handler] = {
    Literal: _literal,
    AtLiteral: _at_literal,
    ListLiteral: _list,
    ContextLiteral: _context,
    RangeLiteral: _range,
}
