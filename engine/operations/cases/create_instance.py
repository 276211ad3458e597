"""Start a case (Lập hồ sơ mới)."""

from collections.abc import Mapping
from typing import Any

from engine.errors import InputRejected, NotFound, Text
from engine.forms import validate_submission
from engine.model.actor import Actor
from engine.model.json_value import JsonValue, Variables
from engine.model.lifecycle import InstanceState
from engine.model.records import InstanceRecord
from engine.operations.access import require_permission
from engine.operations.cases.case import Case
from engine.operations.cases.case_number import case_number
from engine.operations.cases.search_instances import read_instance
from engine.operations.commands import first_result, remember
from engine.operations.definitions.start_forms import start_form_key
from engine.operations.documents.attach_documents import attach_form_documents
from engine.operations.documents.drop_hidden_files import drop_hidden_files
from engine.operations.identities.keep_identity import keep_identity
from engine.operations.identities.sealed_answers import SealedAnswer, split_sealed
from engine.operations.people.search_directory import OfficeDirectory
from engine.operations.running.callable_processes import CallableProcesses
from engine.operations.tasks.save_draft import drop_start_draft, hold_start_draft
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff import Execution
from engine.store.audit import genesis
from engine.store.queries.definitions import definition_rows


def create_instance(
    uow: UnitOfWork,
    actor: Actor,
    *,
    variables: Variables,
    process_id: str | None = None,
    definition_key: int | None = None,
    version: int | None = None,
    command_id: str | None = None,
) -> InstanceRecord:
    """Start a case of a process, by definition key or by id (the latest version unless `version` is given).

    The start form validates `variables`. The same `command_id` from the same actor gives the same case once. Raises
    NotFound, NotPermitted, InputRejected.
    """
    if command_id is not None:
        done = first_result(uow, actor, command_id)
        if done is not None:
            return read_instance(uow, done)
    row = find_definition(uow, process_id=process_id, key=definition_key, version=version)
    require_permission(uow, actor, "PROCESS_DEFINITION", "CREATE_PROCESS_INSTANCE", row.process_id)
    if not uow.definitions.model(uow.connection, row.key).definition.has_plain_start:
        raise InputRejected(
            Text(
                vi="Quy trình này chỉ bắt đầu bằng sự kiện (thông điệp, tín hiệu, hẹn giờ, điều kiện), không lập hồ sơ "
                "trực tiếp được.",
                en="This process is started by an event only: a message, a signal, a timer or a condition.",
            ),
            code="no_plain_start",
        )
    clean, form = _validated(uow, actor, row.key, variables)
    sealed: tuple[SealedAnswer, ...] = ()
    if form is not None:
        clean, sealed = split_sealed(form, clean)
    key = begin_case(uow, actor, row, clean)
    if form is not None:
        keep_identity(uow, actor, instance_key=key, answers=sealed)
        attach_form_documents(uow, actor, form=form, data=clean, instance_key=key, task_key=None)
        drop_hidden_files(uow, actor, form=form, answers=clean)
        hold_start_draft(uow, actor, process_id=row.process_id)
        drop_start_draft(uow, actor, process_id=row.process_id)
    if command_id is not None:
        remember(uow, actor, command_id, key)
    return read_instance(uow, key)


def begin_case(
    uow: UnitOfWork,
    actor: Actor,
    row: Any,
    variables: Mapping[str, JsonValue],
    *,
    start_id: str | None = None,
    brought: Variables | None = None,
) -> int:
    """Begin a case of the definition `row`, or at `start_id` with what its event brought; give its key."""
    key = uow.new_key()
    uow.transaction.read_under_law()
    model = uow.definitions.model(uow.connection, row.key)
    business_id = case_number(uow, model.definition, variables)
    start = {**variables, "nguoi_lap": actor.username, "thoi_diem_lap": uow.now.isoformat(), "ma_ho_so": business_id}
    execution = Execution.start(
        model,
        instance_key=key,
        keys=uow.new_key,
        host=uow.host,
        limits=uow.limits,
        variables=start,
        decisions=uow.decisions_for(row.key),
        calls=CallableProcesses(uow, row.key, 0),
        forms=uow.forms_for(row.key),
        start_id=start_id,
        brought=brought,
    )
    case_row = new_case_row(
        uow,
        key=key,
        definition_key=row.key,
        process_id=row.process_id,
        business_id=business_id,
        started_by=actor.username,
    )
    case = Case(uow, actor, case_row, execution, model.definition, dict(start), new=True)
    if not actor.is_system:
        case.members[f"user:{actor.username}"] = "starter"
    data = dict(variables) if brought is None else dict(brought)
    case.record("CaseStarted", element_id=start_id, process=row.process_id, version=row.version, data=data)
    case.save()
    return key


def find_definition(
    uow: UnitOfWork, *, key: int | None = None, process_id: str | None = None, version: int | None = None
) -> Any:
    """Give the row of a version, by key or process id; raises NotFound, InputRejected unless exactly one is given."""
    if (process_id is None) == (key is None):
        raise InputRejected(
            Text(
                vi="Cần đúng một trong hai: khóa quy trình hoặc mã quy trình.",
                en="Give exactly one of processDefinitionKey and processDefinitionId.",
            ),
            code="definition_ambiguous",
        )
    rows = definition_rows(
        uow.connection,
        key=key,
        process_id=process_id,
        version=version,
        latest_only=key is None and version is None,
    )
    if not rows:
        raise NotFound(
            Text(vi="Không tìm thấy quy trình.", en="Process definition not found."),
            code="process_definition_not_found",
        )
    return rows[0]


def _validated(
    uow: UnitOfWork, actor: Actor, definition_key: int, variables: Variables
) -> tuple[dict[str, JsonValue], Any]:
    form_key = start_form_key(uow, definition_key)
    if form_key is None:
        return dict(variables), None
    form = uow.definitions.form(uow.connection, form_key)
    clean = validate_submission(form, variables, host=uow.host, context={}, directory=OfficeDirectory(uow, actor))
    return clean, form


def new_case_row(uow: UnitOfWork, *, key: int, **of: Any) -> Mapping[str, Any]:
    """Make the row of a case that begins now; `of` gives its definition, ids and starter, and what differs."""
    head = genesis(uow.secret, key)
    return {
        "key": key,
        "title": "",
        "search_words": [],
        "search_fields": [],
        "state": InstanceState.ACTIVE.value,
        "restricted": False,
        "open_incidents": 0,
        "started_at": uow.now,
        "parent_key": None,
        "parent_element_key": None,
        "depth": 0,
        "parent_untold": False,
        "tokens": {},
        "audit_sequence": head.sequence,
        "audit_head": head.chain,
        "audit_seal": head.seal,
        **of,
    }
