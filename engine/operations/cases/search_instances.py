"""Find cases that the reader may see: by state, process and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause, Row, Select, exists, false, func, not_, select, true, tuple_

from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.lifecycle import InstanceState, TaskState
from engine.model.records import MOST_COUNTED, InstanceRecord, Page
from engine.operations.access import few_cases, grants
from engine.operations.cases.case import case_not_found
from engine.operations.cases.searchable_fields import field_mark
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import among, cases_by_name, visible_cases
from engine.store.queries.counting import count, count_with
from engine.store.queries.failing_cases import has_incident, is_failing
from engine.store.queries.word_search import Rows, all_of, beginnings, first
from engine.store.tables import ProcessDefinition, ProcessInstance, UserTask
from engine.store.tables.core import core

_INSTANCE, _PROCESS, _TASK = core(ProcessInstance), core(ProcessDefinition), core(UserTask)
_VECTOR = func.array_to_tsvector(_INSTANCE.c.search_words)
_WEIGHT = 2  # what looking for a word in a title costs, beside a line of a register
_NEWEST = (_INSTANCE.c.started_at.desc(), _INSTANCE.c.key.desc())
InstanceOrder = Literal["newest", "oldest", "id", "due"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFilter:
    """What cases to find; everything given must hold. `text` matches the beginnings of words of title and case id."""

    keys: tuple[int, ...] | None = None
    state: InstanceState | None = None
    process_id: str | None = None
    definition_key: int | None = None
    parent_key: int | None = None
    case_state: str | None = None
    started_by: str | None = None
    has_incident: bool | None = None
    text: str | None = None
    fields: tuple[tuple[str, JsonValue], ...] = ()  # names and values of searchable fields


def search_instances(
    uow: UnitOfWork,
    actor: Actor,
    *,
    filter: InstanceFilter,
    order: InstanceOrder = "newest",
    offset: int = 0,
    limit: int = 50,
    most: int = MOST_COUNTED,
) -> Page[InstanceRecord]:
    """Give the cases that match, in an order, with how many the actor may see in all, to one more than `most`.

    `newest` and `oldest` go by when a case was begun, `id` by its id, `due` by the earliest due date of its open tasks
    (cases without one last, newest first). Each begins at an index and ends with the page.
    """
    visible = visible_cases(actor, grants(uow, actor))
    text = (filter.text or "").strip()
    if text:
        return _by_words(uow, actor, filter, beginnings(text), order, offset, limit, most)
    where = [visible, *_conditions(filter, visible)]
    total = _count(uow, actor, where, most)
    return Page(items=_page(uow, visible, where, order, offset, limit), total=total)


def _count(uow: UnitOfWork, actor: Actor, where: Sequence[ColumnElement[bool]], most: int) -> int:
    found = select(_INSTANCE.c.key).where(*where)
    if len(where) > 1 or actor.outside:
        return count(uow.connection, found, most)
    return count_with(uow.connection, found, cases_by_name(actor, uow.now), most)


def _by_words(
    uow: UnitOfWork,
    actor: Actor,
    filter: InstanceFilter,
    words: Sequence[str],
    order: InstanceOrder,
    offset: int,
    limit: int,
    most: int,
) -> Page[InstanceRecord]:
    """Give the cases that have the words: those counted show the page, but where there are more in another order."""
    visible = visible_cases(actor, grants(uow, actor))
    rows = _searched(uow, actor, visible, filter)
    keys = first(uow.connection, rows, words, _NEWEST, most + 1) if words else []
    total = len(keys)
    if order == "newest" and (total <= most or offset + limit <= total):
        keys, offset = keys[offset : offset + limit], 0
    elif total > most and order != "due":
        keys, offset = first(uow.connection, rows, words, _columns(order), offset + limit)[offset:], 0
    where = [visible, among(_INSTANCE.c.key, keys)]
    if total > most and order == "due":
        where = [visible, *_conditions(filter, visible), _VECTOR.bool_op("@@")(all_of(words))]
    return Page(items=_page(uow, visible, where, order, offset, limit) if keys else (), total=total)


def _searched(uow: UnitOfWork, actor: Actor, visible: ColumnElement[bool], wanted: InstanceFilter) -> Rows:
    return Rows(
        table=_INSTANCE,
        carried=(_INSTANCE.c.started_at, _INSTANCE.c.business_id),
        case=_INSTANCE.c.key,
        vector=_VECTOR,
        where=_conditions(wanted, visible),
        common=(_INSTANCE.c.restricted.is_(False),),
        permitted=lambda key: select(visible).where(_INSTANCE.c.key == key).scalar_subquery(),
        weight=_WEIGHT,
        few=few_cases(uow, actor),
    )


def _page(
    uow: UnitOfWork,
    visible: ColumnElement[bool],
    where: Sequence[ColumnElement[bool]],
    order: InstanceOrder,
    offset: int,
    limit: int,
) -> tuple[InstanceRecord, ...]:
    page = full_instances(visible).where(*where)
    if order == "due":
        rows = _by_due_date(uow, page, offset, limit)
    else:
        rows = uow.connection.execute(page.order_by(*_columns(order)).offset(offset).limit(limit)).all()
    return tuple(instance_record(row) for row in rows)


def _columns(order: InstanceOrder) -> Sequence[ColumnElement[Any]]:
    match order:
        case "id":
            return (_INSTANCE.c.business_id,)
        case "oldest":
            return (_INSTANCE.c.started_at, _INSTANCE.c.key)
        case _:
            return _NEWEST


def _by_due_date(uow: UnitOfWork, page: Select[Any], offset: int, limit: int) -> Sequence[Row[Any]]:
    """Give a page of the cases with a date, each found by the first of its tasks; what is left of it holds the others.

    How many have a date is counted only where a page begins behind them.
    """
    first = _TASK.alias("first")
    dated = page.join(first, first.c.instance_key == _INSTANCE.c.key).where(*_dated(first), ~_earlier_than(first))
    rows = uow.connection.execute(dated.order_by(first.c.due_at, first.c.key).offset(offset).limit(limit)).all()
    if len(rows) == limit:
        return rows
    before = 0 if rows else offset - count(uow.connection, dated, offset)
    other = _TASK.alias("other")
    has_date = exists().where(other.c.instance_key == _INSTANCE.c.key, *_dated(other)).correlate(_INSTANCE)
    others = page.where(~has_date).order_by(*_NEWEST).offset(before).limit(limit - len(rows))
    return [*rows, *uow.connection.execute(others).all()]


def _dated(task: FromClause) -> Sequence[ColumnElement[bool]]:
    return task.c.state == TaskState.CREATED.value, task.c.due_at.is_not(None)


def _earlier_than(first: FromClause) -> ColumnElement[bool]:
    other = _TASK.alias("other")
    earlier = tuple_(other.c.due_at, other.c.key) < tuple_(first.c.due_at, first.c.key)
    return exists().where(other.c.instance_key == first.c.instance_key, *_dated(other), earlier).correlate(first)


def get_instance(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> InstanceRecord:
    """Give one case; raise NotFound when there is none that the actor may see."""
    visible = visible_cases(actor, grants(uow, actor))
    row = uow.connection.execute(full_instances(visible).where(_INSTANCE.c.key == instance_key, visible)).one_or_none()
    if row is None:
        raise case_not_found()
    return instance_record(row)


def read_instance(uow: UnitOfWork, instance_key: int) -> InstanceRecord:
    """Give a case to the command that has just made or changed it (permission was checked there)."""
    return instance_record(uow.connection.execute(full_instances(true()).where(_INSTANCE.c.key == instance_key)).one())


def instance_record(row: Row[Any]) -> InstanceRecord:
    """Make the record of a row of the full selection."""
    return InstanceRecord(
        key=row.key,
        definition_key=row.definition_key,
        process_id=row.process_id,
        process_name=row.process_name,
        process_name_en=row.process_name_en,
        version=row.process_version,
        version_tag=row.version_tag,
        business_id=row.business_id,
        title=row.title,
        state=InstanceState(row.state),
        case_state=row.case_state,
        has_incident=row.has_incident,
        started_at=row.started_at,
        ended_at=row.ended_at,
        started_by=row.started_by,
        due_at=row.due_at,
        warn_at=row.warn_at,
        waiting_for=tuple(row.waiting_for or ()),
        parent_key=row.parent_key,
        parent_element_key=row.parent_element_key,
        root_key=row.root_key,
        suspended_at=row.suspended_at,
        clock_stopped_at=row.clock_stopped_at,
    )


def full_instances(visible: ColumnElement[bool]) -> Select[Any]:
    """Select every column of an InstanceRecord; only called cases that are `visible` pass their incidents up."""
    columns = [column for column in _INSTANCE.c if column.name not in {"tokens", "search_words", "search_fields"}]
    return select(
        *columns,
        _PROCESS.c.name.label("process_name"),
        _PROCESS.c.properties["name-en"].astext.label("process_name_en"),
        _PROCESS.c.version.label("process_version"),
        _PROCESS.c.version_tag,
        has_incident(visible).label("has_incident"),
        _of_open_tasks(func.min(_TASK.c.due_at)).label("due_at"),
        _of_open_tasks(func.min(_TASK.c.warn_at)).label("warn_at"),
        _of_open_tasks(func.array_agg(_TASK.c.name)).label("waiting_for"),
    ).join(_PROCESS, _PROCESS.c.key == _INSTANCE.c.definition_key)


def _of_open_tasks(what: Any) -> Any:
    open_tasks = select(what).where(_TASK.c.instance_key == _INSTANCE.c.key, _TASK.c.state == TaskState.CREATED.value)
    return open_tasks.correlate(_INSTANCE).scalar_subquery()


def _conditions(wanted: InstanceFilter, visible: ColumnElement[bool]) -> Sequence[ColumnElement[bool]]:
    equal = {
        "state": wanted.state and wanted.state.value,
        "process_id": wanted.process_id,
        "definition_key": wanted.definition_key,
        "parent_key": wanted.parent_key,
        "case_state": wanted.case_state,
        "started_by": wanted.started_by,
    }
    where: list[ColumnElement[bool]] = [
        _INSTANCE.c[name] == value for name, value in equal.items() if value is not None
    ]
    if wanted.fields:
        where.append(_INSTANCE.c.search_fields.contains([field_mark(name, value) for name, value in wanted.fields]))
    if wanted.keys is not None:
        where.append(_INSTANCE.c.key.in_(wanted.keys))
    if wanted.has_incident is not None:
        where.append(is_failing(visible) if wanted.has_incident else not_(has_incident(visible)))
    return where


def matches_words(text: str) -> list[ColumnElement[bool]]:
    """Give conditions that every word of `text` begins a word of the case's title or id, whatever its diacritics.

    A text without any word, such as “???”, is found nowhere. The index of the words answers it (`array_to_tsvector`).
    """
    words = beginnings(text)
    if not words:
        return [] if not text.strip() else [false()]
    return [_VECTOR.bool_op("@@")(all_of(words))]
