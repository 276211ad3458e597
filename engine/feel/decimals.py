"""FEEL numbers: IEEE 754 decimal128, that is 34 digits, rounded half to even (DMN 1.5 §10.3.2.3.1).

The shared context traps nothing: a result that is no number comes back as NaN or infinity, and the callers turn
that into null. No float takes part in any computation.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal

NUMBER = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=0, flags=[], traps=[])
ZERO = Decimal(0)
ONE = Decimal(1)

# Wide enough to quantize any 34-digit number to any scale that is allowed.
WIDE = Context(prec=6400, Emin=-12000, Emax=12000, traps=[])
MAX_SCALE = 6176
MIN_SCALE = -6111


def number_from_text(text: str) -> Decimal | None:
    """Read digits such as `12`, `-0.5`, `.5` or `1e3`, rounded to 34 digits; None when it is no finite number."""
    if not text.isascii() or "_" in text:
        return None
    value = NUMBER.create_decimal(text.strip())
    return value if value.is_finite() else None


def number_text(value: Decimal) -> str:
    """Write a number without exponent and without trailing zeros: `1.50` is `1.5`, `1E+3` is `1000`."""
    if not value:
        return "0"
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def is_integral(value: Decimal) -> bool:
    """Tell whether the number has no fraction."""
    return value == value.to_integral_value()


def as_int(value: Decimal) -> int | None:
    """Give a number without fraction as int, or None; numbers beyond 10^18 are None (no index is that large)."""
    if not is_integral(value) or value.adjusted() > 18:
        return None
    return int(value)
