"""Functions on numbers."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from engine.feel.arithmetic import finite
from engine.feel.builtins.signature import Family
from engine.feel.decimals import MAX_SCALE, MIN_SCALE, NUMBER, WIDE, ZERO, as_int, is_integral
from engine.feel.runtime import Run
from engine.feel.temporal.values import DaysDuration, MonthsDuration
from engine.feel.values import FeelValue

FUNCTIONS = Family()


def round_to(run: Run, name: str, n: Decimal, scale: Decimal | None, mode: str) -> FeelValue:
    """Round to `scale` digits after the point (negative: before it; default 0)."""
    digits = 0 if scale is None else as_int(scale)
    if digits is None or not MIN_SCALE <= digits <= MAX_SCALE:
        return run.null("argument_value", name=name, argument="scale")
    if n.as_tuple().exponent >= -digits:  # type: ignore[operator] # finite numbers have an int exponent
        return n
    rounded = n.quantize(Decimal(1).scaleb(-digits, WIDE), rounding=mode, context=WIDE)
    return finite(run, NUMBER.plus(rounded))


@FUNCTIONS.define("decimal(n: number, scale: number)")
def decimal(run: Run, n: Decimal, scale: Decimal) -> FeelValue:
    """Round half to even."""
    return round_to(run, "decimal", n, NUMBER.to_integral_value(scale), ROUND_HALF_EVEN)


@FUNCTIONS.define("floor(n: number, scale?: number)")
def floor(run: Run, n: Decimal, scale: Decimal | None) -> FeelValue:
    """Round down, towards minus infinity."""
    return round_to(run, "floor", n, scale, ROUND_FLOOR)


@FUNCTIONS.define("ceiling(n: number, scale?: number)")
def ceiling(run: Run, n: Decimal, scale: Decimal | None) -> FeelValue:
    """Round up, towards infinity."""
    return round_to(run, "ceiling", n, scale, ROUND_CEILING)


@FUNCTIONS.define("round up(n: number, scale?: number)")
def round_up(run: Run, n: Decimal, scale: Decimal | None) -> FeelValue:
    """Round away from zero."""
    return round_to(run, "round up", n, scale, ROUND_UP)


@FUNCTIONS.define("round down(n: number, scale?: number)")
def round_down(run: Run, n: Decimal, scale: Decimal | None) -> FeelValue:
    """Round towards zero."""
    return round_to(run, "round down", n, scale, ROUND_DOWN)


@FUNCTIONS.define("round half up(n: number, scale?: number)")
def round_half_up(run: Run, n: Decimal, scale: Decimal | None) -> FeelValue:
    """Round to the nearest, halves away from zero."""
    return round_to(run, "round half up", n, scale, ROUND_HALF_UP)


@FUNCTIONS.define("round half down(n: number, scale?: number)")
def round_half_down(run: Run, n: Decimal, scale: Decimal | None) -> FeelValue:
    """Round to the nearest, halves towards zero."""
    return round_to(run, "round half down", n, scale, ROUND_HALF_DOWN)


@FUNCTIONS.define("abs(n: number|duration)")
def absolute(_run: Run, n: Decimal | DaysDuration | MonthsDuration) -> FeelValue:
    """Drop the sign of a number or duration."""
    if isinstance(n, DaysDuration):
        return DaysDuration(abs(n.nanos))
    if isinstance(n, MonthsDuration):
        return MonthsDuration(abs(n.months))
    return n.copy_abs()


@FUNCTIONS.define("modulo(dividend: number, divisor: number)")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> FeelValue:
    """Give the rest of a division; it has the sign of the divisor."""
    if not divisor:
        return run.null("divide_by_zero")
    run.charge(4)
    rest = WIDE.remainder(dividend, divisor)
    if not rest.is_finite():
        return run.null("number_range")  # the quotient has more digits than any number
    if rest and (rest < ZERO) is not (divisor < ZERO):
        rest = WIDE.add(rest, divisor)
    return finite(run, NUMBER.plus(rest))


@FUNCTIONS.define("sqrt(number: number)")
def square_root(run: Run, number: Decimal) -> FeelValue:
    """Give the square root; null for a negative number."""
    run.charge(10)
    return finite(run, NUMBER.sqrt(number))


@FUNCTIONS.define("log(number: number)")
def logarithm(run: Run, number: Decimal) -> FeelValue:
    """Give the natural logarithm; null for zero and below."""
    run.charge(90)
    return finite(run, NUMBER.ln(number))


@FUNCTIONS.define("exp(number: number)")
def exponential(run: Run, number: Decimal) -> FeelValue:
    """Raise e to a power."""
    run.charge(45)
    return finite(run, NUMBER.exp(number))


@FUNCTIONS.define("odd(number: number)")
def odd(_run: Run, number: Decimal) -> FeelValue:
    """Tell whether a number is odd; a fraction is neither odd nor even."""
    return is_integral(number) and WIDE.remainder(number, Decimal(2)) != ZERO


@FUNCTIONS.define("even(number: number)")
def even(_run: Run, number: Decimal) -> FeelValue:
    """Tell whether a number is even."""
    return is_integral(number) and WIDE.remainder(number, Decimal(2)) == ZERO
