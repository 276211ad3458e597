"""SQL compiled once: the statements of the paths walked most go to the driver without being built and compiled anew.

A `Statement` is made from a SQLAlchemy Core expression at import and only reads it. Everything else uses SQLAlchemy
the ordinary way; whoever runs statements is `engine.store.transaction`.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Executable, Table, bindparam, update
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from engine.store import json_codec

Row = Mapping[str, Any]
_DIALECT = PGDialect_psycopg(json_serializer=json_codec.dumps)  # type: ignore[no-untyped-call]


class Statement:
    """One statement with named parameters, ready for psycopg.

    `columns` names the columns that an INSERT or UPDATE without values of its own takes as parameters. A list is
    compared by `= ANY (…)`, never by `IN`, which would need another text for each length.
    """

    def __init__(self, source: Executable, columns: Iterable[str] | None = None) -> None:
        if not isinstance(source, ClauseElement):
            raise TypeError(source)
        compiled = source.compile(dialect=_DIALECT, column_keys=None if columns is None else list(columns))
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(compiled)
        self.text = str(compiled)
        self._constants = {
            name: parameter.value for parameter, name in compiled.bind_names.items() if not parameter.required
        }
        self._names = tuple(compiled.bind_names.values())
        self._writers: dict[str, Callable[[Any], Any]] = {}
        for parameter, name in compiled.bind_names.items():
            writer = parameter.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
            if writer is not None:
                self._writers[name] = writer

    def parameters(self, row: Row) -> dict[str, Any]:
        """Give the driver's parameters for `row`, which must have a value for each one that is no constant."""
        found = {name: row[name] if name in row else self._constants[name] for name in self._names}
        for name, write in self._writers.items():
            found[name] = write(found[name])
        return found


@lru_cache(maxsize=256)
def update_by_key(table: Table, columns: tuple[str, ...]) -> Statement:
    """Give the UPDATE that sets `columns` in the row whose `key` is the parameter `row_key`."""
    values: dict[Column[Any] | str, Any] = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return Statement(update(table).where(table.c.key == bindparam("row_key")).values(values))
