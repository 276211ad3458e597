"""Read deployed processes and forms."""

from collections.abc import Collection, Mapping
from typing import Any

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.records import DefinitionRecord, FormRecord, Page
from engine.operations.access import find_task, grants, may_take, require_task_access, task_not_found
from engine.operations.definitions.read_forms import form_missing
from engine.operations.definitions.start_forms import start_form_key
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries import definitions
from engine.store.queries.access import ANY
from engine.store.queries.definitions import definition_rows, form_row, process_source


def search_definitions(
    uow: UnitOfWork,
    actor: Actor,
    *,
    process_id: str | None = None,
    version: int | None = None,
    latest_only: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> Page[DefinitionRecord]:
    """Give the definitions that the actor may read, by process id, newest version first."""
    rows = definition_rows(uow.connection, process_id=process_id, version=version, latest_only=latest_only)
    readable = _allowed(uow, actor, "READ_PROCESS_DEFINITION")
    items = [definition_record(row) for row in rows if readable is None or row.process_id in readable]
    return Page(items=tuple(items[offset : offset + limit]), total=len(items))


def startable_definitions(uow: UnitOfWork, actor: Actor) -> tuple[DefinitionRecord, ...]:
    """Give the latest definitions of which the actor may start a case, by name.

    A process with the property `only-called` is a part of others: nobody begins with it.
    """
    rows = [row for row in definition_rows(uow.connection, latest_only=True) if not _is_only_called(row)]
    allowed = _allowed(uow, actor, "CREATE_PROCESS_INSTANCE")
    records = (definition_record(row) for row in rows if allowed is None or row.process_id in allowed)
    return tuple(sorted(records, key=lambda record: record.name))


def count_running(uow: UnitOfWork, found: Collection[DefinitionRecord]) -> Mapping[int, int]:
    """Count the cases that run on each of these definitions, by its key; restricted ones are in no count."""
    counted = definitions.count_running(uow.connection, [record.key for record in found])
    return {record.key: counted.get(record.key, 0) for record in found}


def get_definition(uow: UnitOfWork, actor: Actor, *, definition_key: int) -> DefinitionRecord:
    """Give one definition; raise NotFound for an unknown key or one that the actor may not read."""
    rows = definition_rows(uow.connection, key=definition_key)
    if rows:
        readable = _allowed(uow, actor, "READ_PROCESS_DEFINITION")
        if readable is None or rows[0].process_id in readable:
            return definition_record(rows[0])
    raise _not_found()


def definition_xml(uow: UnitOfWork, actor: Actor, *, definition_key: int) -> str:
    """Give the BPMN file of a definition."""
    get_definition(uow, actor, definition_key=definition_key)
    source = process_source(uow.connection, definition_key)
    if source is None:
        raise _not_found()
    return source.xml.decode()


def start_form(uow: UnitOfWork, actor: Actor, *, definition_key: int) -> FormRecord | None:
    """Give the form that starts a case of this definition, None if it needs none."""
    get_definition(uow, actor, definition_key=definition_key)
    form_key = start_form_key(uow, definition_key)
    return get_form(uow, actor, form_key=form_key) if form_key else None


def task_form(uow: UnitOfWork, actor: Actor, *, task_key: int) -> FormRecord | None:
    """Give the form of a user task that the actor may see, None if it has none."""
    task = find_task(uow, actor, task_key)
    if task is None:
        raise task_not_found()
    if not may_take(uow, actor, task):
        require_task_access(uow, actor, task)
    return get_form(uow, actor, form_key=task.form_key) if task.form_key else None


def get_form(uow: UnitOfWork, actor: Actor, *, form_key: int) -> FormRecord:  # noqa: ARG001  forms are no secret
    """Give one form version; raise NotFound for an unknown key."""
    row = form_row(uow.connection, form_key)
    if row is None:
        raise form_missing()
    return form_record(row)


def definition_record(row: Any) -> DefinitionRecord:
    """Make the record of a row of `definition_rows`."""
    return DefinitionRecord(
        key=row.key,
        process_id=row.process_id,
        name=row.name,
        name_en=row.properties.get("name-en"),
        version=row.version,
        version_tag=row.version_tag,
        resource_name=row.resource_name,
        deployment_key=row.deployment_key,
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
        note=row.note,
        start_form_id=row.start_form_id,
        start_key=row.properties.get("start-key", ""),
        kept_answers=tuple(filter(None, map(str.strip, row.properties.get("start-again", "").split(",")))),
        latest=row.latest,
    )


def form_record(row: Any) -> FormRecord:
    """Make the record of a form row."""
    return FormRecord(
        key=row.key,
        form_id=row.form_id,
        version=row.version,
        resource_name=row.resource_name,
        deployment_key=row.deployment_key,
        schema=row.content,
    )


def _allowed(uow: UnitOfWork, actor: Actor, permission: str) -> frozenset[str] | None:
    """Give the process ids for which the actor holds a permission, None for all of them."""
    if actor.is_system:
        return None
    allowed = grants(uow, actor).resources("PROCESS_DEFINITION", permission)
    return None if ANY in allowed else allowed


def _is_only_called(row: Any) -> bool:
    return bool(row.properties.get("only-called") == "true")


def _not_found() -> NotFound:
    return NotFound(
        Text(vi="Không tìm thấy quy trình.", en="Process definition not found."), code="process_definition_not_found"
    )
