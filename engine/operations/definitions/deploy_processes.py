"""Store the processes of a deployment as new versions; a process equal to its latest version keeps it.

What a process binds to its own deployment (decisions, forms, called processes) belongs to its version: it changes with
them.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from engine.model.decision import Binding
from engine.model.definition import Definition
from engine.model.records import Resource
from engine.operations.definitions.deploy_forms import bound_form_ids
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff import ProcessModel, first_start
from engine.store.starts import replace_starts, schedule_start
from engine.store.tables import ProcessDefinition
from engine.store.tables.core import core

_PROCESS = core(ProcessDefinition)
Bound = Mapping[str, Mapping[str, int]]  # columns of process_definition: keys by id


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What is deployed together with processes: keys by id."""

    decisions: Mapping[str, int]
    forms: Mapping[str, int]

    def bound_by(self, definition: Definition) -> dict[str, dict[str, int]]:
        """Give the columns of a process that binds to some of it (the ids of decisions may be computed)."""
        binds = any(called.binding is Binding.DEPLOYMENT for called in definition.decisions)
        return {
            "bound_decisions": dict(self.decisions) if binds else {},
            "bound_forms": {form_id: self.forms[form_id] for form_id in sorted(bound_form_ids(definition))},
        }


def store_processes(
    uow: UnitOfWork, deployment: int, models: Sequence[tuple[Resource, ProcessModel]], together: Together
) -> list[int]:
    """Store what is new and give the key of each process's version."""
    rows = [_row(uow, deployment, resource, model, together.bound_by(model.definition)) for resource, model in models]
    any_new = any(row is not None for row, _ in rows)
    keys: dict[str, int] = {}
    new: list[dict[str, Any]] = []
    for (resource, model), (fresh, latest) in zip(models, rows, strict=True):
        row = fresh
        if row is None and any_new and model.definition.binds_processes:
            row = _new_row(uow, deployment, resource, model, latest, together.bound_by(model.definition))
        keys[model.definition.process_id] = int(latest.key if row is None else row["key"])
        if row is not None:
            new.append(row)
    binding = {model.definition.process_id for _, model in models if model.definition.binds_processes}
    for row in new:
        row["bound_processes"] = keys if row["process_id"] in binding else {}
    if new:
        uow.connection.execute(insert(_PROCESS), new)
    starts = {model.definition.process_id: model.definition.starts for _, model in models}
    for row in new:
        replace_starts(uow.transaction, row["key"], row["process_id"], starts[row["process_id"]])
        for start in starts[row["process_id"]]:
            if start.kind == "timer":
                due_at, text = first_start(start.name, uow.now, uow.host.timezone)
                schedule_start(uow.transaction, row["key"], start.element_id, due_at, text)
    return list(keys.values())


def _row(
    uow: UnitOfWork, deployment: int, resource: Resource, model: ProcessModel, bound: Bound
) -> tuple[dict[str, Any] | None, Any]:
    """Give the row to insert, None when the latest version is the same; and the row of the latest version."""
    statement = select(_PROCESS).where(_PROCESS.c.process_id == model.definition.process_id)
    latest = uow.connection.execute(statement.order_by(_PROCESS.c.version.desc()).limit(1)).one_or_none()
    same = {"sha256": hashlib.sha256(resource.content).digest(), "resource_name": resource.name, **bound}
    if latest is not None and all(getattr(latest, name) == value for name, value in same.items()):
        return None, latest
    return _new_row(uow, deployment, resource, model, latest, bound), latest


def _new_row(
    uow: UnitOfWork, deployment: int, resource: Resource, model: ProcessModel, latest: Any, bound: Bound
) -> dict[str, Any]:
    definition = model.definition
    return {
        "key": uow.new_key(),
        "process_id": definition.process_id,
        "version": 1 if latest is None else latest.version + 1,
        "version_tag": definition.version_tag,
        "name": definition.name,
        "resource_name": resource.name,
        "xml": resource.content,
        "sha256": hashlib.sha256(resource.content).digest(),
        "start_form_id": definition.start_form_id,
        "properties": dict(definition.properties),
        **bound,
        "bound_processes": {},
        "deployment_key": deployment,
    }
