"""SQL compiled once: the statements of the paths walked most go to the driver without being built and compiled anew.

A `Statement` is made from a SQLAlchemy Core expression at import and only reads it. Everything else uses SQLAlchemy
the ordinary way; whoever runs statements is `engine.store.transaction`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Column, Executable, Table, bindparam, update
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from engine.store import json_codec

Row = Mapping[str, Any]
_NAMED = re.compile(r"%\((\w+)\)s")
_DIALECT = PGDialect_psycopg(json_serializer=json_codec.dumps)  # type: ignore[no-untyped-call]


class Statement:
    """One statement, its parameters as $1, $2 …, ready for `engine.store.wire`.

    `columns` names the columns that an INSERT or UPDATE without values of its own takes as parameters. A list is
    compared by `= ANY (…)`, never by `IN`, which would need another text for each length.
    """

    def __init__(self, source: Executable, columns: Iterable[str] | None = None) -> None:
        if not isinstance(source, ClauseElement):
            raise TypeError(source)
        compiled = source.compile(dialect=_DIALECT, column_keys=None if columns is None else list(columns))
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(compiled)
        self._names: tuple[str, ...] = tuple(dict.fromkeys(_NAMED.findall(str(compiled))))
        places = {name: f"${place}" for place, name in enumerate(self._names, start=1)}
        self.text = _NAMED.sub(lambda named: places[named[1]], str(compiled)).replace("%%", "%")
        self._constants = {
            name: parameter.value for parameter, name in compiled.bind_names.items() if not parameter.required
        }
        self._writers: list[tuple[int, Callable[[Any], Any]]] = []
        for parameter, name in compiled.bind_names.items():
            writer = parameter.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
            if writer is not None:
                self._writers.append((self._names.index(name), writer))

    def batches(self, rows: Iterable[Row]) -> list[Sequence[Any]]:
        """Give the parameters of each execution that writes `rows`."""
        return [self.parameters(row) for row in rows]

    def parameters(self, row: Row) -> Sequence[Any]:
        """Give the parameters for `row`, which must have a value for each one that is no constant."""
        found = [row[name] if name in row else self._constants[name] for name in self._names]
        for place, write in self._writers:
            found[place] = write(found[place])
        return found


class InsertRows:
    """An INSERT that takes any number of rows in one execution, all of them as one JSON text.

    One parameter costs the driver a tenth of what an array for each column costs it. A JSON column travels as a text
    within: in the open, a JSON null would become an SQL NULL. `conflict` is what follows the rows, such as
    ON CONFLICT DO NOTHING.
    """

    def __init__(self, table: Table, columns: Iterable[str], conflict: str = "") -> None:
        self._columns = [table.c[name] for name in columns]
        self._names = tuple(column.name for column in self._columns)
        self._json = {
            column.name: column.type.none_as_null for column in self._columns if isinstance(column.type, JSON)
        }
        names = ", ".join(self._names)
        typed = ", ".join(f"{column.name} {self._type(column)}" for column in self._columns)
        taken = ", ".join(f"r.{name}::jsonb" if name in self._json else f"r.{name}" for name in self._names)
        self.text = (
            f"INSERT INTO {table.name} ({names}) SELECT {taken}"  # noqa: S608  names of ours
            f" FROM json_to_recordset($1::json) AS r ({typed}) {conflict}"
        )

    def batches(self, rows: Iterable[Row]) -> list[Sequence[Any]]:
        """Give the parameters of the one execution that writes `rows`, none when there are none."""
        given = [{name: row[name] for name in self._names} for row in rows]
        if not given:
            return []
        for name, none_as_null in self._json.items():
            for row in given:
                if row[name] is not None or not none_as_null:
                    row[name] = json_codec.dumps(row[name])
        return [(json_codec.dumps_rows(given),)]

    def _type(self, column: Column[Any]) -> str:
        return "TEXT" if column.name in self._json else str(column.type.compile(dialect=_DIALECT))


@lru_cache(maxsize=256)
def update_by_key(table: Table, columns: tuple[str, ...]) -> Statement:
    """Give the UPDATE that sets `columns` in the row whose `key` is the parameter `row_key`."""
    values: dict[Column[Any] | str, Any] = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return Statement(update(table).where(table.c.key == bindparam("row_key")).values(values))
