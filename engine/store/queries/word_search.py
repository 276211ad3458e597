"""Find rows by their words in the order shown: among the nearest, further on, or through the index of words.

A word that many rows have is met among the nearest; how often it is met there tells how far to read on. Where that
would be too far, few rows have the words, and the index finds them: asked for the rarest only, since it puts each row
that has a word into its answer before it compares, and the other words are looked for in what it found. Left to itself
the database guesses how many rows there are, and reads a million where it guesses wrong. Permission is asked within
each of these statements, of the rows that have the words, one by one and as far as the page needs.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    Table,
    bindparam,
    case,
    cast,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY, array
from sqlalchemy.sql.util import ClauseAdapter

from engine.store.folding import search_words
from engine.store.queries.access import FewCases

MOST_WORDS: Final = 10
SAMPLED: Final = 2_000  # rows that are read first, to see how many of them have the words
FAR: Final = 60_000  # rows that are read one after the other at most: to find more the index of words costs less
_FETCHED: Final = 10  # what fetching a row that the index found costs more than having it in the index's answer
Conditions = Sequence[ColumnElement[bool]]
Order = Sequence[ColumnElement[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows that are searched: those of `table` for which `where` holds.

    `carried` are the columns of `table` that orders and `case`, the key of a row's case, are made of. Their words,
    `vector`, stand in the table itself or in another, under the same key: `texts`. `permitted` makes the predicate over
    a case's key that holds where the reader may be shown the row.
    """

    table: Table
    carried: Sequence[ColumnElement[Any]]
    case: ColumnElement[Any]
    vector: ColumnElement[Any]
    permitted: Callable[[ColumnElement[Any]], ColumnElement[bool]]
    where: Conditions = ()
    common: Conditions = ()  # what holds for the rows of no restricted case: only of these the nearest are sampled
    texts: ColumnElement[Any] | None = None
    weight: int = 1  # what looking for a word in one of them costs, beside a line of a register
    few: FewCases | None = None  # the cases of the reader, where the search begins with these

    def more_than(self, connection: Connection, number: int) -> bool:
        """Tell whether there are more rows than that."""
        if self.few is not None and self.case is self.table.c.key:
            return self.few.number > number
        further = select(self.table.c.key).where(*self._where()).offset(number).limit(1)
        return connection.execute(further).one_or_none() is not None

    def nearest(self, order: Order, far: int) -> FromClause:
        """Give the first `far` rows in an order, with `key`, the columns carried, and `vector`."""
        return self._nearest(self._where(), order, far)

    def sample(self, order: Order, number: int) -> FromClause:
        """Give the same of the first rows that anybody may know of.

        Which words are rare is much the same for all, and what is hidden does not change how much work a search is.
        """
        return self._nearest((*self.where, *self.common), order, number)

    def having(self, words: Collection[str]) -> Select[Any]:
        """Give the rows in which the index finds all the words, with `key` and the columns carried."""
        matching = _has(self.vector, words)
        if self.texts is None:
            return select(self.table.c.key, *self.carried).where(matching, *self.where)
        found = _found_first(select(self.texts.label("key")).where(matching))
        by_key = select(self.table.c.key, *self.carried).where(self.table.c.key == found.c.key, *self.where)
        each = by_key.offset(0).lateral()  # or all rows might be read to be joined
        return select(each).select_from(found.join(each, true()))

    def has(self, key: ColumnElement[Any], words: Collection[str]) -> ColumnElement[bool]:
        """Give the predicate over a row's key that holds where the row has all the words."""
        own = self.table.c.key if self.texts is None else self.texts
        other = own.table.alias()
        there = ClauseAdapter(other)
        one = select(_has(there.traverse(self.vector), words)).where(there.traverse(own) == key)
        return one.scalar_subquery()

    def _nearest(self, where: Conditions, order: Order, far: int) -> FromClause:
        first = select(self.table.c.key, *self.carried).where(*where).order_by(*order).limit(far)
        if self.texts is None:
            return first.add_columns(self.vector.label("vector")).subquery()
        near = first.subquery()
        return select(near, self.vector.label("vector")).join(self.texts.table, self.texts == near.c.key).subquery()

    def _where(self) -> Conditions:
        return self.where if self.few is None else (*self.where, self.few.among(self.case))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """How many of the nearest rows have which of the words."""

    words: Sequence[str]
    counted: Sequence[tuple[frozenset[str], int]]

    @property
    def read(self) -> int:
        return sum(number for _, number in self.counted)

    def having(self, words: Collection[str]) -> int:
        return sum(number for met, number in self.counted if met.issuperset(words))

    def rarest(self) -> list[str]:
        """Give the words to ask the index for: the rarest, and each that spares more than it costs there."""
        chosen: list[str] = []
        for word in sorted(self.words, key=lambda one: self.having([one])):
            spared = self.having(chosen) - self.having([*chosen, word])
            if not chosen or _FETCHED * spared >= self.having([word]):
                chosen.append(word)
        return chosen


def beginnings(text: str) -> list[str]:
    """Give what a row's words must begin with, in the database's search language: the words of `text`, ten of them."""
    return [f"'{word}':*" for word in search_words(text)[:MOST_WORDS]]  # letters and digits only: nothing to escape


def exactly(word: str) -> str:
    """Write in the database's search language that a row must have this word."""
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def all_of(words: Collection[str]) -> ColumnElement[Any]:
    """Give the query for all of these words."""
    return cast(bindparam(None, " & ".join(words), type_=String), TSQUERY)


def first(connection: Connection, rows: Rows, words: Sequence[str], order: Order, limit: int) -> list[int]:
    """Give the keys of the first `limit` rows in an order that have all the words and may be shown."""
    sample = _sampled(connection, rows, words, order)
    met = _near(connection, rows, sample, order, limit)
    return _far(connection, rows, sample, order, limit) if met is None else met


def _near(connection: Connection, rows: Rows, sample: _Sample, order: Order, limit: int) -> list[int] | None:
    """Read on from the first row as far as what is met promises enough; None where the index finds them sooner."""
    read, met = max(sample.read, 1), sample.having(sample.words)
    while met and (far := 2 * limit * read // met) <= FAR // rows.weight:
        near, read = rows.nearest(order, far), far
        shown = _shown(rows, near, _has(near.c.vector, sample.words)).order_by(*_on(near, order)).limit(limit)
        keys = _keys(connection, shown)
        if len(keys) == limit or not rows.more_than(connection, read):
            return keys
        met = len(keys)
    return None


def _far(connection: Connection, rows: Rows, sample: _Sample, order: Order, limit: int) -> list[int]:
    """Give the first of the rows that the index finds."""
    rarest = sample.rarest()
    others = [word for word in sample.words if word not in rarest]
    hits = _found_first(rows.having(rarest))
    found = select(hits).order_by(*_on(hits, order)).offset(0).subquery()  # sorted before more is asked of each
    more = (rows.has(found.c.key, others),) if others else ()
    return _keys(connection, _shown(rows, found, *more).order_by(*_on(found, order)).limit(limit))


def _shown(rows: Rows, among: FromClause, *where: ColumnElement[bool]) -> Select[Any]:
    [owner] = _on(among, (rows.case,))
    return select(among.c.key).where(*where, rows.permitted(owner))


def _keys(connection: Connection, found: Select[Any]) -> list[int]:
    return list(connection.execute(found).scalars())


def _sampled(connection: Connection, rows: Rows, words: Sequence[str], order: Order) -> _Sample:
    near = rows.sample(order, SAMPLED // rows.weight)
    which = func.array_remove(array([case((_has(near.c.vector, [word]), word)) for word in words]), None)
    counted = connection.execute(select(which, func.count()).select_from(near).group_by(which))
    return _Sample(words=words, counted=[(frozenset(row[0]), row[1]) for row in counted])


def _has(vector: ColumnElement[Any], words: Collection[str]) -> ColumnElement[bool]:
    return vector.bool_op("@@")(all_of(words))


def _found_first(found: Select[Any]) -> FromClause:
    """Have these rows found before anything else is asked of them."""
    return found.cte().prefix_with("MATERIALIZED")


def _on(among: FromClause, expressions: Sequence[Any]) -> list[Any]:
    """Say of `among` what was said of the table."""
    adapter = ClauseAdapter(among)
    return [adapter.traverse(one) for one in expressions]
