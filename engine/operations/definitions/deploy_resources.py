"""Deploy models, decisions and forms: all of a set or nothing; a file equal to its latest version keeps it."""

from collections.abc import Sequence

from sqlalchemy import insert

from engine.errors import DefinitionError, Finding, InputRejected, Text
from engine.model.actor import Actor
from engine.model.records import DeploymentRecord, Resource
from engine.operations.access import require_permission
from engine.operations.decisions.read_decisions import decision_record, requirements_record
from engine.operations.definitions.deploy_decisions import store_decisions
from engine.operations.definitions.deploy_forms import store_form
from engine.operations.definitions.deploy_processes import Together, store_processes
from engine.operations.definitions.read_definitions import definition_record, form_record
from engine.operations.definitions.read_resources import decision_files, read_resources
from engine.operations.unit_of_work import UnitOfWork
from engine.store.decision_files import decision_keys
from engine.store.queries.decisions import decision_rows, requirements_rows
from engine.store.queries.definitions import definition_rows, form_row, lock_deployments
from engine.store.tables import Deployment
from engine.store.tables.core import core

_DEPLOYMENT = core(Deployment)
LONGEST_NOTE = 1000


def require_deployer(uow: UnitOfWork, actor: Actor) -> None:
    """Raise NotPermitted unless the actor may deploy anything (CREATE on RESOURCE)."""
    require_permission(uow, actor, "RESOURCE", "CREATE")


def check_resources(uow: UnitOfWork, actor: Actor, *, resources: Sequence[Resource]) -> tuple[Finding, ...]:
    """Give everything that deploying `resources` would be refused for, or else its warnings; nothing is stored."""
    require_deployer(uow, actor)
    try:
        return read_resources(uow, actor, resources).warnings
    except DefinitionError as error:
        return error.findings


def deploy_resources(
    uow: UnitOfWork, actor: Actor, *, resources: Sequence[Resource], note: str = ""
) -> DeploymentRecord:
    """Store new versions of the processes, decisions and forms in `resources` (`.bpmn`, `.dmn`, `.form`).

    Running cases keep their version; `note` says what has changed and why. Needs CREATE on RESOURCE. Raises
    DefinitionError with every finding of all files, InputRejected for a note too long to be read.
    """
    require_deployer(uow, actor)
    require_readable_note(note)
    read = read_resources(uow, actor, resources)
    lock_deployments(uow.transaction)
    deployment = uow.new_key()
    uow.connection.execute(
        insert(_DEPLOYMENT), [{"key": deployment, "deployed_at": uow.now, "deployed_by": actor.username, "note": note}]
    )
    files = store_decisions(uow, deployment, decision_files(resources), read.decisions)
    forms = {form.id: store_form(uow, deployment, resource, form) for resource, _, form in read.parsed if form}
    together = Together(decisions=decision_keys(uow.transaction, files) if files else {}, forms=forms)
    models = [(resource, model) for resource, models, _ in read.parsed for model in models]
    processes = store_processes(uow, deployment, models, together)
    return DeploymentRecord(
        key=deployment,
        deployed_at=uow.now,
        definitions=tuple(definition_record(definition_rows(uow.connection, key=key)[0]) for key in processes),
        forms=tuple(form_record(form_row(uow.connection, key)) for key in forms.values()),
        requirements=tuple(requirements_record(requirements_rows(uow.connection, key=key)[0]) for key in files),
        decisions=tuple(
            decision_record(row) for key in files for row in decision_rows(uow.connection, requirements_key=key)
        ),
        warnings=read.warnings,
    )


def require_readable_note(note: str) -> None:
    """Raise InputRejected for a note too long to be read."""
    if len(note) <= LONGEST_NOTE:
        return
    text = Text(
        vi=f"Ghi chú dài quá {LONGEST_NOTE} ký tự. Chưa áp dụng gì.",
        en=f"The note is longer than {LONGEST_NOTE} characters. Nothing was deployed.",
    )
    raise InputRejected(text, code="note_too_long", findings=(Finding(code="note_too_long", text=text, field="note"),))
