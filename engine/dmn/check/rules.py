"""Gaps, overlaps and rules that never count, by the table's hit policy (DMN 1.5 §8.2.11)."""

from engine.dmn.check.coverage import Search, TooLarge, gaps, is_covered, meeting, overlaps
from engine.dmn.check.table import ReadTable
from engine.dmn.check.told import MOST_OF_A_KIND, Told
from engine.dmn.intervals import intervals_of
from engine.dmn.model import HitPolicy
from engine.errors import Text

_ONE_RESULT = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY})


def check_rules(read: ReadTable, told: Told, search: Search) -> None:
    """Note what the rules of a table leave open, decide twice, or never decide; `search` is the file's budget."""
    try:
        never = _never_matching(read, told)
        if read.table.hit_policy in {HitPolicy.UNIQUE, HitPolicy.ANY}:
            _overlaps(read, told, search)
        if read.table.hit_policy in _ONE_RESULT:
            _gaps(read, told, search)
        if read.table.hit_policy in {HitPolicy.FIRST, HitPolicy.PRIORITY}:
            _shadowed(read, told, search, never)
    except TooLarge:
        told.add(
            "table_not_checked",
            read.table.place,
            "bảng quá lớn hoặc quá rối để kiểm tra hết khoảng trống, chồng lấn; hãy tách thành nhiều bảng.",
            "too large or too tangled to be checked for all gaps and overlaps; split it into several tables.",
        )


def _never_matching(read: ReadTable, told: Told) -> set[int]:
    """Note rules with a cell that no allowed value passes; give their numbers from 0."""
    found: set[int] = set()
    for axis in read.axes:
        reached = axis.opaque
        for mask, is_valid in zip(axis.passing, axis.valid, strict=True):
            reached |= mask if is_valid else 0
        for number, rule in enumerate(read.table.rules):
            if not reached >> number & 1:
                found.add(number)
                told.add(
                    "rule_never_matches",
                    rule.place,
                    f"dòng {number + 1} không bao giờ khớp: ô cột “{axis.label}” nằm ngoài các giá trị cho phép.",
                    f"rule {number + 1} never matches: its cell in “{axis.label}” lies outside the allowed values.",
                )
    return found


def _gaps(read: ReadTable, told: Told, search: Search) -> None:
    table = read.table
    if not table.rules or all(clause.default is not None for clause in table.outputs):
        return
    for found in gaps(read.axes, (1 << len(table.rules)) - 1, search):
        when = _when(found)
        told.add(
            "table_gap",
            table.place,
            f"không dòng nào áp dụng {when.vi}. Thêm dòng hoặc giá trị mặc định.",
            f"no rule applies {when.en}. Add a rule or a default value.",
        )


def _overlaps(read: ReadTable, told: Told, search: Search) -> None:
    table = read.table
    count = 0
    for first, second in overlaps(read.axes, len(table.rules), search):
        if table.hit_policy is HitPolicy.ANY and _same_outputs(read, first, second):
            continue
        count += 1
        if count > MOST_OF_A_KIND:
            return
        when = _when(meeting(read.axes, first, second))
        told.add(
            "rules_overlap",
            table.rules[second].place,
            f"dòng {first + 1} và dòng {second + 1} cùng áp dụng {when.vi}; chính sách "
            f"{table.hit_policy.value} khi đó cho kết quả null.",
            f"rules {first + 1} and {second + 1} both apply {when.en}; with hit policy "
            f"{table.hit_policy.value} the result is null then.",
        )


def _when(written: str) -> Text:
    """Say for which inputs; none named means all of them."""
    if not written:
        return Text(vi="với mọi giá trị", en="for all values")
    return Text(vi=f"khi {written}", en=f"when {written}")


def _same_outputs(read: ReadTable, first: int, second: int) -> bool:
    one, other = (read.table.rules[number].outputs for number in (first, second))
    return [cell.text for cell in one] == [cell.text for cell in other]


def _shadowed(read: ReadTable, told: Told, search: Search, never: set[int]) -> None:
    """Note rules whose every input a rule that goes before them takes."""
    ranks = _ranks(read)
    for number, rule in enumerate(read.table.rules):
        if number in never or ranks[number] is None:
            continue
        before = 0
        for other, rank in enumerate(ranks):
            if rank is not None and other != number and rank < ranks[number]:  # type: ignore[operator]  # not None above
                before |= 1 << other
        if is_covered(read.axes, 1 << number, before, search):
            told.add(
                "rule_unreachable",
                rule.place,
                f"dòng {number + 1} không bao giờ được chọn: các dòng được xét trước đã gồm mọi trường hợp của nó.",
                f"rule {number + 1} is never chosen: the rules that go before it cover all of its cases.",
            )


def _ranks(read: ReadTable) -> list[tuple[int, ...] | None]:
    """Give what a rule is ordered by, lower first; None when that is not known before the table runs."""
    table = read.table
    if table.hit_policy is HitPolicy.FIRST:
        return [(number,) for number in range(len(table.rules))]
    orders = [_order(read, column) for column in range(len(table.outputs))]
    ranks: list[tuple[int, ...] | None] = []
    for rule in table.rules:
        places = [
            order.get(read.output_value(cell)) if order else 0 for order, cell in zip(orders, rule.outputs, strict=True)
        ]
        ranks.append(None if any(place is None for place in places) else tuple(place or 0 for place in places))
    return ranks


def _order(read: ReadTable, column: int) -> dict[object, int]:
    listed = read.listed(read.table.outputs[column])
    values = None if listed is None else intervals_of(listed)
    return {} if values is None else {part.low: place for place, part in enumerate(values.parts)}
