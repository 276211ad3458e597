"""Which cell of a table a warning comes from: said in its text, and kept beside it for whoever shows the table."""

from dataclasses import dataclass, fields

from engine.feel import FeelWarning, Run

_MOST_NAMED = 10  # rules that one warning names; the cells of a long table may all share one text


@dataclass(frozen=True, slots=True, kw_only=True)
class CellWarning(FeelWarning):
    """A warning with its cell: the rules (from 1; none for the column's own expression) and the column's label."""

    rules: tuple[int, ...]
    label: str


def place_warnings(run: Run, before: int, *, rules: int, column: str, default: bool = False) -> None:
    """Say of the warnings behind the first `before` that they come from this column, and from which `rules` (bits).

    A warning that knows its cell, of a table that this one calls, keeps it: it is nearer to the cause.
    """
    numbers = tuple(number for number in range(1, rules.bit_length() + 1) if rules >> (number - 1) & 1)
    vi, en = _cell(numbers, column, default=default)
    for place in range(before, len(run.warnings)):
        warning = run.warnings[place]
        if isinstance(warning, CellWarning):
            continue
        told = {field.name: getattr(warning, field.name) for field in fields(FeelWarning)}
        told |= {"vi": f"{vi}: {warning.vi}", "en": f"{en}: {warning.en}"}
        run.warnings[place] = CellWarning(**told, rules=numbers, label=column)


def _cell(numbers: tuple[int, ...], column: str, *, default: bool) -> tuple[str, str]:
    vi, en = (f"cột “{column}”", f'column "{column}"') if column else ("cột kết quả", "the result column")
    if default:
        return f"Giá trị mặc định của {vi}", f"Default value of {en}"
    if not numbers:
        return f"C{vi[1:]}", f"{en[0].upper()}{en[1:]}"
    named = ", ".join(map(str, numbers[:_MOST_NAMED])) + (" …" if len(numbers) > _MOST_NAMED else "")
    several = len(numbers) > 1
    return (
        f"Ô ở {'các ' if several else ''}dòng {named} của bảng, {vi}",
        f"Cell of rule{'s' if several else ''} {named}, {en}",
    )
