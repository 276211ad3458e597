"""Builds the state of one component from its definition and the values around it: words, flags, options, columns.

What is visible and which value counts has been decided by `evaluate_form`.
"""

from collections.abc import Mapping

from engine.errors import Text
from engine.feel import FeelValue
from engine.forms.expressions import Expression
from engine.forms.parse_options import as_options
from engine.forms.read_repetition import as_columns
from engine.forms.schema import Column, Component, Kind, Option, OptionSource, TableSource, Wording
from engine.forms.state import ComponentState, RowState
from engine.forms.surroundings import Surroundings
from engine.model.json_value import JsonValue


class StateBuilder:
    """Builds states over one scope; `place` is the list and the index of the row that the scope belongs to."""

    def __init__(
        self,
        around: Surroundings,
        scope: Mapping[str, FeelValue],
        context: Mapping[str, JsonValue],
        place: tuple[str, int] | None,
    ) -> None:
        self.around, self.scope, self.context, self.place = around, scope, context, place

    def build(
        self,
        component: Component,
        *,
        visible: bool,
        value: JsonValue,
        children: tuple[ComponentState, ...],
        rows: tuple[RowState, ...],
    ) -> ComponentState:
        """Give the state of `component`, which holds `value`."""
        rules = component.constraints
        among = self._among(component.options) if visible else ()
        options, known = self._options(component, value, among) if visible else ((), True)
        path = self._path(component)
        shown, columns = self._table(component.table) if component.table and visible else (value, ())
        if component.preview is not None and visible:
            shown = list(_texts(self._run(component.preview)))
        return ComponentState(
            component=component,
            path=path,
            index=self.place[1] if self.place else None,
            label=self._words(component.label) or Text(vi=component.key or "", en=component.key or ""),
            description=self._words(component.description),
            text=self._words(component.text),
            visible=visible,
            required=rules.required or (rules.required_if is not None and self._run(rules.required_if) is True),
            readonly=component.kind is Kind.EXPRESSION or self._flag(component.readonly),
            multiple=self._flag(component.multiple),
            value=shown,
            options=options,
            options_known=known,
            among=among,
            first=self._first(component.options) if visible else (),
            columns=columns,
            errors=tuple(found for found in self.around.errors if component.key is not None and found.field == path),
            children=children,
            rows=rows,
        )

    def _path(self, component: Component) -> str:
        key = component.key or ""
        return f"{self.place[0]}.{self.place[1]}.{key}" if self.place and key else key

    def _among(self, source: OptionSource | None) -> tuple[str, ...]:
        if source is None or source.directory is None:
            return ()
        # A filter that cannot be computed offers nothing; an empty one would offer everything.
        return self._names(source.among) or ((NOTHING,) if isinstance(source.among, Expression) else ())

    def _first(self, source: OptionSource | None) -> tuple[str, ...]:
        return () if source is None or source.directory is None else self._names(source.first)

    def _names(self, written: tuple[str, ...] | Expression) -> tuple[str, ...]:
        if not isinstance(written, Expression):
            return written
        listed = self._run(written)
        names = listed if isinstance(listed, list) else [listed]
        return tuple(name for name in names if isinstance(name, str) and name)

    def _options(
        self, component: Component, value: JsonValue, among: tuple[str, ...]
    ) -> tuple[tuple[Option, ...], bool]:
        source = component.options
        if source is None:
            return (), True
        if source.directory is not None:
            return self._picked(component, value, among)
        if source.fixed is not None:
            return source.fixed, True
        raw = self.context.get(source.variable) if source.variable is not None else None
        if source.expression is not None:
            raw = self._run(source.expression)
        options = as_options(raw)
        return (options, True) if options is not None else ((), False)

    def _picked(
        self, component: Component, value: JsonValue, among: tuple[str, ...]
    ) -> tuple[tuple[Option, ...], bool]:
        """Give what is picked as options; what the case had already stays acceptable though it is offered no more."""
        directory, source = self.around.directory, component.options and component.options.directory
        if directory is None or not source:
            return (), False
        keys = _texts(value)[: self.around.limits.options]
        former = set(_texts(self.context.get(component.key or "")))
        entries = directory.entries(source, keys, among)
        options: list[Option] = []
        for key in keys:
            entry = entries.get(key)
            if entry is not None:
                options.append(Option(value=key, label=entry.label, offered=entry.offered or key in former))
            elif key in former:
                options.append(Option(value=key, label=UNSEEN))
        return tuple(options), True

    def _table(self, source: TableSource) -> tuple[JsonValue, tuple[Column, ...]]:
        """Give a table's rows (those that are contexts), each with what its columns show, and the columns."""
        raw = self._run(source.rows)
        columns = source.columns if source.computed is None else as_columns(self._run(source.computed)) or ()
        rows = [row for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []
        kept: list[JsonValue] = [
            {column.key: self._cell(column, row.get(column.key)) for column in columns}
            for row in rows[: self.around.limits.rows + 1]
        ]
        return kept, columns

    def _cell(self, column: Column, value: JsonValue) -> JsonValue:
        """Give a cell's value, of picked keys their names; one that the reader may not see stays unnamed."""
        directory = self.around.directory
        if column.source is None or directory is None:
            return value
        keys = _texts(value)
        entries = directory.entries(column.source, keys, ())
        return ", ".join((entries[key].label if key in entries else UNSEEN).vi for key in keys)

    def _words(self, wording: Wording | None) -> Text | None:
        if wording is None:
            return None
        vi = self._text(wording.vi)
        en = self._text(wording.en) if wording.en is not None else vi
        return Text(vi=vi, en=en)

    def _text(self, words: str | Expression) -> str:
        value = self._run(words) if isinstance(words, Expression) else words
        return "" if value is None else str(value)

    def _flag(self, flag: bool | Expression) -> bool:  # noqa: FBT001 (a stored setting, not a switch of this call)
        return self._run(flag) is True if isinstance(flag, Expression) else flag

    def _run(self, expression: Expression) -> JsonValue:
        return expression.evaluate(self.scope, self.around.host)


UNSEEN = Text(vi="(không xem được)", en="(not visible to you)")  # gone, or not for this reader: nothing tells which
NOTHING = "none:"  # narrows a directory to no entry at all


def _texts(value: JsonValue) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]
