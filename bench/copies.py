"""Many cases out of few: real cases of the running product, copied row by row within the database.

Each copy has keys, a code, a title, people and dates of its own. Its tokens still name the first case's visits and its
audit chain is the first case's, so copies are there to be listed, searched and counted, not to be worked on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Table, text
from sqlmodel import SQLModel

from engine.store.folding import search_words

_CASE = "process_instance"
_LEFT_OUT = frozenset({"document", "number_allocation", "register_entry", "command_receipt", "event_delivery"})
_BATCH = 1000  # copies of each case in one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What tells copies apart: they take turns at these. Open tasks are due between two days, counted from now.

    What `worker` did in a template is each copy's own person's work. Every tenth case is restricted.
    """

    worker: str
    people: Sequence[str]
    topics: Sequence[str]
    days: tuple[int, int] = (-3, 27)  # of thirty, three are over


def multiply(connection: Connection, templates: Sequence[int], rounds: range, spread: Spread) -> None:
    """Copy each case of `templates` once a round; the number of the round ends its code. Commits nothing."""
    # Copies refer to copies as the cases that they come from do: nothing is checked a second time.
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    tables = _tables()
    span = _number_keys(connection, tables, templates)
    connection.execute(
        text("CREATE TEMP TABLE spread AS SELECT * FROM unnest(:people ::text[]) WITH ORDINALITY AS p(person, place)"),
        {"people": list(spread.people)},
    )
    since = _reserve(connection, span * len(rounds))
    for first in range(rounds.start, rounds.stop, _BATCH):
        base = since + span * (first - rounds.start)
        count = min(_BATCH, rounds.stop - first)
        for table in tables:
            numbers = {"base": base, "span": span, "first": first, "count": count, "people": len(spread.people)}
            _copy(connection, table, numbers, spread.worker)
    _tell_apart(connection, spread, since)
    connection.execute(text("DROP TABLE kept_key, spread, topic"))


def _tables() -> list[Table]:
    found = [table for table in SQLModel.metadata.sorted_tables if "instance_key" in table.c or table.name == _CASE]
    return [table for table in found if table.name not in _LEFT_OUT]


def _number_keys(connection: Connection, tables: Sequence[Table], templates: Sequence[int]) -> int:
    """Give every key of the templates a small number of its own; tell how many there are."""
    connection.execute(text("CREATE TEMP TABLE kept_key (old bigint PRIMARY KEY, place bigint, is_case boolean)"))
    for table in tables:
        if "key" in table.c:
            owner = "key" if table.name == _CASE else "instance_key"
            connection.execute(
                text(
                    f"INSERT INTO kept_key SELECT key, 0, :is_case FROM {table.name}"  # noqa: S608  our own names
                    f" WHERE {owner} = ANY(:cases) AND key IS NOT NULL"
                ),
                {"cases": list(templates), "is_case": table.name == _CASE},
            )
    connection.execute(
        text(
            "UPDATE kept_key SET place = r.place FROM"
            " (SELECT old, row_number() OVER (ORDER BY old) AS place FROM kept_key) r WHERE r.old = kept_key.old"
        )
    )
    return int(connection.execute(text("SELECT count(*) + 1 FROM kept_key")).scalar_one())


def _reserve(connection: Connection, keys: int) -> int:
    """Take a stretch of keys that nobody else will be given; give its beginning."""
    return int(
        connection.execute(
            text("SELECT setval('entity_key', nextval('entity_key') + :keys) - :keys"), {"keys": keys}
        ).scalar_one()
    )


def _copy(connection: Connection, table: Table, numbers: dict[str, int], worker: str) -> None:
    taken = ", ".join(_value(table, column.name) for column in table.c)
    names = ", ".join(column.name for column in table.c)
    owner = "key" if table.name == _CASE else "instance_key"
    connection.execute(
        text(
            f"INSERT INTO {table.name} ({names}) SELECT {taken} FROM {table.name} t"  # noqa: S608  our own names
            f" JOIN kept_key c ON c.old = t.{owner} AND c.is_case,"
            " generate_series(CAST(:first AS bigint), CAST(:first AS bigint) + :count - 1) AS g(n)"
            " JOIN spread s ON s.place = 1 + g.n % :people ON CONFLICT DO NOTHING"
        ),
        {**numbers, "worker": worker},
    )


def _value(table: Table, name: str) -> str:
    """Write what a copy has in a column: its own key for a key of the template, the template's value otherwise."""
    if table.name == _CASE and name == "business_id":
        return "t.business_id || '-' || g.n"
    if name in {"completed_by", "principal"}:
        return f"replace(t.{name}, :worker, s.person)"
    if isinstance(table.c[name].type, BigInteger):
        return (
            f"COALESCE((SELECT :base + (g.n - :first) * :span + k.place FROM kept_key k WHERE k.old = t.{name}),"  # noqa: S608
            f" t.{name})"
        )
    return f"t.{name}"


def _tell_apart(connection: Connection, spread: Spread, since: int) -> None:
    """Give the copies from the key `since` on titles, people and days of their own."""
    connection.execute(text("CREATE TEMP TABLE topic (place bigint PRIMARY KEY, title text, words text[])"))
    connection.execute(
        text("INSERT INTO topic VALUES (:place, :title, CAST(:words AS text[]))"),
        [
            {"place": place, "title": title, "words": list(search_words(title))}
            for place, title in enumerate(spread.topics)
        ],
    )
    connection.execute(
        text(
            f"UPDATE {_CASE} SET title = t.title || ' ' || substring(business_id from '[0-9]+$'),"  # noqa: S608
            " search_words = t.words || substring(business_id from '[0-9]+$'),"
            " restricted = hashint8(process_instance.key + 1) % 10 = 0,"
            " started_by = (SELECT person FROM spread WHERE place = 1 + key % :people),"
            " started_at = started_at - (key % 500) * interval '1 day'"
            f" FROM topic t WHERE {_CASE}.key >= :since AND t.place = abs(hashint8({_CASE}.key)::bigint) % :topics"
        ),
        {"since": since, "people": len(spread.people), "topics": len(spread.topics)},
    )
    connection.execute(
        text(
            "UPDATE case_member m SET principal = 'user:' || i.started_by FROM process_instance i"
            " WHERE i.key = m.instance_key AND i.key >= :since AND m.role = 'starter'"
            " AND NOT EXISTS (SELECT FROM case_member o WHERE o.instance_key = m.instance_key"
            " AND o.principal = 'user:' || i.started_by)"
        ),
        {"since": since},
    )
    # Whoever did a task takes part in its case, also where the starter's place has just gone to somebody else.
    connection.execute(
        text(
            "INSERT INTO case_member (instance_key, principal, role, since)"
            " SELECT t.instance_key, 'user:' || t.completed_by, 'worker', min(t.completed_at) FROM user_task t"
            " WHERE t.completed_by IS NOT NULL AND t.instance_key >= :since GROUP BY 1, 2 ON CONFLICT DO NOTHING"
        ),
        {"since": since},
    )
    connection.execute(
        text(
            "UPDATE user_task t SET assignee = s.person, candidate_groups = '{}', outside = d.turn % 10 = 0,"
            " due_at = now() + (:first + d.turn % (:last - :first)) * interval '1 day',"
            " warn_at = now() + (:first - 2 + d.turn % (:last - :first)) * interval '1 day'"
            " FROM spread s, (SELECT key, n, n / :people AS turn FROM"
            " (SELECT key, row_number() OVER (ORDER BY key) AS n FROM user_task"
            " WHERE key >= :since AND state = 'CREATED') numbered) d"
            " WHERE t.key = d.key AND s.place = 1 + d.n % :people"
        ),
        {"people": len(spread.people), "since": since, "first": spread.days[0], "last": spread.days[1]},
    )
