"""Reads what a dynamic list and a table say about their rows: how many, and which columns.

Sources: form-js (`path`, `defaultRepetitions`, `allowAddRemove`; `dataSource`, `columns`, `columnsExpression`) and our
properties `min_rows` and `max_rows`.
"""

from engine.forms.directory import Source
from engine.forms.expressions import Expression
from engine.forms.field_reader import FieldReader, label_text
from engine.forms.schema import Column, Component, Repetition, TableSource
from engine.model.json_value import JsonValue

ROWS_BY_DEFAULT = 50


def read_repetition(reader: FieldReader, properties: FieldReader, children: tuple[Component, ...]) -> Repetition:
    """Give how often a list's row repeats; a bound that cannot be kept is a fault."""
    limit = reader.limits.rows
    most = properties.integer("max_rows", 1, limit) or min(ROWS_BY_DEFAULT, limit)
    least = properties.integer("min_rows", 0, limit) or 0
    given = reader.integer("defaultRepetitions", 0, limit)
    first = 1 if given is None else given
    fixed = "allowAddRemove" in reader.raw and not reader.flag("allowAddRemove")
    if least > most:
        properties.wrong("min_rows", "không lớn hơn “max_rows”", "no more than “max_rows”")
    if not fixed:
        _refuse_read_only(reader, children)
    return Repetition(first=min(max(first, least), most), least=least, most=most, fixed=fixed)


def _refuse_read_only(reader: FieldReader, children: tuple[Component, ...]) -> None:
    """Refuse a field that keeps the case's value in rows that come and go: nothing says which row's value it is."""
    for child in (one for each in children for one in each.walk()):
        if child.is_input and (child.readonly is True or isinstance(child.readonly, Expression)):
            reader.fault(
                "form_row_readonly",
                f"trường “{child.key}” chỉ đọc trong danh sách thêm, bớt được dòng; hãy đặt “allowAddRemove” là false "
                "hoặc dùng “expression”.",
                f"the field “{child.key}” is read-only in a list whose rows people may add and remove; set "
                "“allowAddRemove” to false or use an “expression”.",
            )


def read_table(reader: FieldReader) -> TableSource | None:
    """Give what a table shows, or None with a fault recorded."""
    rows = reader.expression("dataSource")
    if rows is None:
        if not reader.text("dataSource"):
            reader.fault("form_table_empty", "thiếu dữ liệu ở mục “dataSource”.", "its “dataSource” is missing.")
        return None
    if reader.text("columnsExpression"):
        return TableSource(rows=rows, computed=reader.expression("columnsExpression"))
    columns = as_columns(reader.raw.get("columns"))
    if not columns:
        reader.wrong("columns", "danh sách cột gồm “key” và “label”", "a list of columns with “key” and “label”")
        return None
    return TableSource(rows=rows, columns=columns)


def as_columns(raw: JsonValue) -> tuple[Column, ...] | None:
    """Give a JSON list as columns, or None when it is no such list."""
    if not isinstance(raw, list):
        return None
    found = [_column(one) for one in raw]
    known = tuple(column for column in found if column is not None)
    return known if len(known) == len(found) else None


def _column(raw: JsonValue) -> Column | None:
    if not isinstance(raw, dict):
        return None
    key, label, english, source = raw.get("key"), raw.get("label"), raw.get("label_en"), raw.get("source")
    if not isinstance(key, str) or not key or (source is not None and source not in set(Source)):
        return None
    shown = label if isinstance(label, str) and label else key
    return Column(
        key=key,
        label=label_text(shown, english if isinstance(english, str) else None),
        source=Source(str(source)) if source is not None else None,
        money=raw.get("format") == "money",
    )
