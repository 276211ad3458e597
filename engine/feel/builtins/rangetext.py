"""Read a range from text for `range()`: only literals and constructors of temporal values may be its endpoints.

Nothing is evaluated here, so that a text from data cannot run an expression.
"""

from decimal import Decimal

from engine.feel.compare import order
from engine.feel.errors import FeelSyntaxError
from engine.feel.names import KnownNames
from engine.feel.parser import parse_expression
from engine.feel.syntax import AtLiteral, Call, Literal, Name, Negate, Node
from engine.feel.temporal.parse import parse_at_literal, parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.values import FeelValue, Range

_CONSTRUCTORS = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}
_NAMES = KnownNames(_CONSTRUCTORS, functions=True)
_MAX_TEXT = 200


def parse_range(text: str) -> Range | None:
    """Read `[1..10)` and the like; None when it is no range, runs backwards or is infinite on both sides."""
    text = text.strip()
    if not 4 <= len(text) <= _MAX_TEXT or text[0] not in "([]" or text[-1] not in ")][":
        return None
    first, separator, last = text[1:-1].partition("..")
    if not separator or ".." in last:
        return None
    start, end = _endpoint(first), _endpoint(last)
    if (start is None and first.strip()) or (end is None and last.strip()):
        return None
    ordering = order(end if start is None else start, start if end is None else end)
    if ordering is None or ordering > 0:
        return None
    return Range(start, end, start is not None and text[0] == "[", end is not None and text[-1] == "]")


def _endpoint(text: str) -> FeelValue:
    """Read one endpoint; None when it is missing or no literal."""
    if not text.strip():
        return None
    try:
        return _value(parse_expression(text, outer=_NAMES))
    except FeelSyntaxError:
        return None


def _value(node: Node) -> FeelValue:
    match node:
        case Literal(value):
            return value
        case Negate(Literal(Decimal() as number)):
            return -number
        case AtLiteral(text):
            return parse_at_literal(text)
        case Call(Name(name), (Literal(str() as text),), None) if name in _CONSTRUCTORS:
            return _CONSTRUCTORS[name](text)
    return None
