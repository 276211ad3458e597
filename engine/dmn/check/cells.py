"""Cells and results of another type than their column says, and results that the column does not list."""

from engine.dmn.check.table import ReadTable, title
from engine.dmn.check.told import Told
from engine.dmn.model import OutputClause


def check_types(read: ReadTable, told: Told) -> None:
    """Note cells and results of another type than their column, and results that the column does not list."""
    for clause, kind, column in zip(read.table.inputs, read.kinds, read.cells, strict=True):
        for number, cell in enumerate(column):
            if kind is not None and cell is not None and not isinstance(cell, bool) and cell.kind is not kind:
                told.add(
                    "cell_type_mismatch",
                    read.table.rules[number].place,
                    f"dòng {number + 1}, cột “{title(clause)}”: ô không cùng kiểu “{clause.type_ref}” với cột, "
                    "không bao giờ khớp.",
                    f"rule {number + 1}, column “{title(clause)}”: the cell is not of the column's type "
                    f"“{clause.type_ref}” and never matches.",
                )
    for place, output in enumerate(read.table.outputs):
        _check_results(read, told, place, output)


def _check_results(read: ReadTable, told: Told, place: int, output: OutputClause) -> None:
    kind, listed = read.output_kind(output), read.listed(output)
    for number, rule in enumerate(read.table.rules):
        value = read.output_value(rule.outputs[place])
        if value is None:
            continue
        where_vi, where_en = f"dòng {number + 1}, kết quả “{title(output)}”", f"rule {number + 1}, “{title(output)}”"
        if kind is not None and type(value) is not kind:
            told.add(
                "output_type_mismatch",
                rule.place,
                f"{where_vi}: giá trị không thuộc kiểu “{output.type_ref}” của cột, sẽ thành null.",
                f"{where_en}: the value is not of the column's type “{output.type_ref}” and becomes null.",
            )
        elif listed is not None and listed.evaluate({"?": value}).value is not True:
            told.add(
                "output_not_listed",
                rule.place,
                f"{where_vi}: giá trị không có trong danh sách cho phép của cột, sẽ thành null.",
                f"{where_en}: the value is none of those that the column allows and becomes null.",
            )
