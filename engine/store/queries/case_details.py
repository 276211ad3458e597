"""Find single things of cases: variables, incidents, visits to elements. The caller adds who may read them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from engine.errors import Text
from engine.model.case_detail import IncidentFilter, IncidentOfCase, VariableRecord
from engine.model.lifecycle import ElementState, IncidentState
from engine.model.records import IncidentRecord, Page
from engine.store.queries.counting import count
from engine.store.queries.failing_cases import has_incident
from engine.store.tables import ElementInstance, Incident, ProcessInstance, Variable
from engine.store.tables.core import core

_VARIABLE, _INCIDENT, _INSTANCE, _ELEMENT = core(Variable), core(Incident), core(ProcessInstance), core(ElementInstance)


def variables(
    connection: Connection, *, instance_key: int, name: str | None, scope_key: int | None, offset: int, limit: int
) -> Page[VariableRecord]:
    """Give variables of a case by name, of all its scopes or of one."""
    where = [_VARIABLE.c.instance_key == instance_key]
    if name is not None:
        where.append(_VARIABLE.c.name == name)
    if scope_key is not None:
        where.append(_VARIABLE.c.scope_key == scope_key)
    total = count(connection, select(_VARIABLE).where(*where))
    page = _variables().where(*where).order_by(_VARIABLE.c.name, _VARIABLE.c.key).offset(offset).limit(limit)
    return Page(items=tuple(_variable(row) for row in connection.execute(page)), total=total)


def variables_of_scopes(
    connection: Connection, scope_keys: Collection[int], names: Collection[str]
) -> list[VariableRecord]:
    """Give the variables of these names that stand in these scopes, by name."""
    where = (_VARIABLE.c.scope_key.in_(list(scope_keys)), _VARIABLE.c.name.in_(list(names)))
    rows = connection.execute(_variables().where(*where).order_by(_VARIABLE.c.name, _VARIABLE.c.key))
    return [_variable(row) for row in rows]


def variable(connection: Connection, variable_key: int) -> VariableRecord | None:
    """Give one variable."""
    row = connection.execute(_variables().where(_VARIABLE.c.key == variable_key)).one_or_none()
    return _variable(row) if row else None


def case_of_scope(connection: Connection, scope_key: int) -> int | None:
    """Give the case that a scope belongs to: the scope is the case itself or an element instance of it."""
    own = select(_INSTANCE.c.key).where(_INSTANCE.c.key == scope_key)
    visited = select(_ELEMENT.c.instance_key).where(_ELEMENT.c.key == scope_key)
    found: int | None = connection.execute(own.union_all(visited)).scalar_one_or_none()
    return found


def incidents(
    connection: Connection,
    *,
    readable: ColumnElement[bool],
    wanted: IncidentFilter,
    offset: int,
    limit: int,
) -> Page[IncidentOfCase]:
    """Give incidents of the cases that `readable` (a predicate over process_instance) holds for, newest first."""
    where = [readable]
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        table = _INSTANCE if field.name in {"process_id", "definition_key"} else _INCIDENT
        if value is not None:
            where.append(table.c[field.name] == value)
    page = _incidents().where(*where).order_by(_INCIDENT.c.key.desc()).offset(offset).limit(limit)
    return Page(
        items=tuple(_incident(row) for row in connection.execute(page)),
        total=count(connection, _with_case(select(_INCIDENT)).where(*where)),
    )


def incident(connection: Connection, incident_key: int, *, readable: ColumnElement[bool]) -> IncidentOfCase | None:
    """Give one incident if its case is readable."""
    row = connection.execute(_incidents().where(_INCIDENT.c.key == incident_key, readable)).one_or_none()
    return _incident(row) if row else None


def visits(
    connection: Connection,
    *,
    instance_key: int,
    wanted: Mapping[str, str],
    readable: ColumnElement[bool],
    offset: int,
    limit: int,
) -> tuple[Sequence[Row[Any]], int]:
    """Give the rows of a case's visits in the order they began, and their number.

    Each has its open incident's key and `failed_below`: something failed in the case that it called, as far as that is
    `readable` (a predicate over process_instance). `wanted` are the columns that must have a value.
    """
    where = [_ELEMENT.c.instance_key == instance_key, *(_ELEMENT.c[name] == value for name, value in wanted.items())]
    page = _visits(_failed_below(readable)).where(*where).order_by(_ELEMENT.c.key)
    rows = connection.execute(page.offset(offset).limit(limit)).all()
    return rows, count(connection, select(_ELEMENT).where(*where))


def visit(connection: Connection, element_instance_key: int, *, readable: ColumnElement[bool]) -> Row[Any] | None:
    """Give the row of one visit as `visits` does."""
    this = _visits(_failed_below(readable)).where(_ELEMENT.c.key == element_instance_key)
    return connection.execute(this).one_or_none()


def counted_visits(connection: Connection, instance_key: int) -> Sequence[Row[Any]]:
    """Count a case's visits by element and state, and the open incidents at each element."""
    visit = _visits().where(_ELEMENT.c.instance_key == instance_key).subquery()
    failed = visit.c.incident_key.is_not(None)
    counted = select(
        visit.c.element_id,
        func.count().filter(visit.c.state == ElementState.ACTIVE.value, ~failed).label("active"),
        func.count().filter(visit.c.state == ElementState.COMPLETED.value).label("completed"),
        func.count().filter(visit.c.state == ElementState.TERMINATED.value).label("terminated"),
        func.count().filter(failed).label("incidents"),
    )
    return connection.execute(counted.group_by(visit.c.element_id).order_by(visit.c.element_id)).all()


def _failed_below(readable: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell whether something failed in the case that a call activity called, or further down (Camunda 8)."""
    called = select(_INSTANCE.c.key).where(
        _INSTANCE.c.parent_element_key == _ELEMENT.c.key, readable, has_incident(readable)
    )
    return and_(_ELEMENT.c.element_type == "callActivity", called.exists()).label("failed_below")


def _visits(*more: ColumnElement[Any]) -> Select[Any]:
    failed = select(func.max(_INCIDENT.c.key)).where(
        _INCIDENT.c.element_instance_key == _ELEMENT.c.key, _INCIDENT.c.state == IncidentState.ACTIVE.value
    )
    return select(_ELEMENT, failed.scalar_subquery().label("incident_key"), *more)


def _variables() -> Select[Any]:
    return select(_VARIABLE, _INSTANCE.c.root_key).join(_INSTANCE, _INSTANCE.c.key == _VARIABLE.c.instance_key)


def _variable(row: Row[Any]) -> VariableRecord:
    return VariableRecord(
        key=row.key,
        name=row.name,
        value=row.value,
        scope_key=row.scope_key,
        instance_key=row.instance_key,
        root_key=row.root_key or row.instance_key,
    )


def _incidents() -> Select[Any]:
    return _with_case(select(_INCIDENT, _INSTANCE.c.process_id, _INSTANCE.c.definition_key, _INSTANCE.c.root_key))


def _with_case(statement: Select[Any]) -> Select[Any]:
    return statement.join(_INSTANCE, _INSTANCE.c.key == _INCIDENT.c.instance_key)


def _incident(row: Row[Any]) -> IncidentOfCase:
    return IncidentOfCase(
        incident=IncidentRecord(
            key=row.key,
            instance_key=row.instance_key,
            element_instance_key=row.element_instance_key,
            element_id=row.element_id,
            job_key=row.job_key,
            error_type=row.error_type,
            message=Text(vi=row.message_vi, en=row.message_en),
            state=IncidentState(row.state),
            created_at=row.created_at,
            resolved_at=row.resolved_at,
        ),
        root_key=row.root_key or row.instance_key,
        process_id=row.process_id,
        definition_key=row.definition_key,
    )
