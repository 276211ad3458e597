"""Called cases: started when a call activity asks, ended with it, and their end told to the case that called.

Runs at the end of each command, in its transaction. Locks go from the caller to the called case only: the end of a
called case takes its caller's lock when it is free, else a worker tells the caller a moment later. Only what a case
tells its family is waited for.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, update

from engine.errors import Conflict, EngineError, Text
from engine.model.actor import SYSTEM, Actor
from engine.model.events import CallCanceled, CallRequested
from engine.model.lifecycle import InstanceState
from engine.operations.cases.case import Case, CaseSuspended, lock_case
from engine.operations.cases.create_instance import new_case_row
from engine.operations.running.callable_processes import CallableProcesses
from engine.operations.running.tell_family import tell_family
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff import Execution
from engine.store.escalations import take_escalations
from engine.store.queries import called_cases
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

if TYPE_CHECKING:
    from engine.operations.engine import Engine

_INSTANCE = core(ProcessInstance)
_OF_THE_CASE = ("nguoi_lap", "thoi_diem_lap", "ma_ho_so")  # a called case belongs to the same business case


def follow_calls(uow: UnitOfWork) -> None:
    """Do everything that the saved cases of this command ask of other cases; one after another, without recursion."""
    told = 0
    while uow.saved:
        saved = uow.saved.popleft()
        canceled = {event.element_instance_key for event in saved.events if isinstance(event, CallCanceled)}
        for event in saved.events:
            if isinstance(event, CallRequested) and event.element_instance_key not in canceled:
                _start(uow, saved.actor, saved.case_key, event)
        for key in called_cases.running_called(uow.connection, canceled) if canceled else ():
            _end(uow, saved.actor, key)
        if saved.news is not None:
            tell_family(uow, saved, saved.news)
        if (
            saved.parent_key is not None
            and (saved.completed or saved.escalated)
            and told < uow.limits.calls_per_command
        ):
            told += 1
            if called_cases.lock_if_free(uow.connection, saved.parent_key):
                tell_caller(uow, saved.actor, saved.case_key)


def tell_ended_calls(engine: "Engine", *, limit: int = 20) -> tuple[int, tuple[EngineError, ...]]:
    """Tell callers that were busy when their called case ended, each in a transaction of its own.

    Gives how many were told and what went wrong with any; those stay and are tried again.
    """
    with engine.unit_of_work() as uow:
        waiting = called_cases.untold(uow.connection, limit)
    told = 0
    failures: list[EngineError] = []
    for key in waiting:
        try:
            with engine.unit_of_work() as uow:
                tell_caller(uow, SYSTEM, key)
            told += 1
        except EngineError as error:
            failures.append(error)
        except Exception as error:  # noqa: BLE001  one broken case must not keep all others waiting
            failures.append(_broken(error))
    return told, tuple(failures)


def _broken(cause: Exception) -> EngineError:
    failure = EngineError(
        Text(
            vi="Lỗi ngoài dự kiến khi báo kết thúc cho hồ sơ đã gọi; người vận hành xem nhật ký của hệ thống.",
            en="Unexpected failure while a calling case was told of an end; the operator will find it in the log.",
        ),
        code="call_broke",
    )
    failure.__cause__ = cause
    return failure


def tell_caller(uow: UnitOfWork, actor: Actor, called_key: int) -> None:
    """Let the calling case take what a called case has thrown to it, and go on with what it has ended with, once.

    Raises CaseSuspended when the caller stands still; it is told afterwards.
    """
    parent_key = called_cases.case_row(uow.connection, called_key).parent_key
    try:
        caller: Case | None = lock_case(uow, actor, parent_key)
    except CaseSuspended:
        raise
    except Conflict:  # it has ended itself
        caller = None
    called = called_cases.case_row(uow.connection, called_key)  # under the caller's lock
    thrown = take_escalations(uow.transaction, called.parent_element_key)
    went_on = caller is not None and _take_thrown(caller, called.parent_element_key, thrown)
    if called.parent_untold:
        uow.connection.execute(update(_INSTANCE).where(_INSTANCE.c.key == called_key).values(parent_untold=False))
        went_on |= caller is not None and _end_call(uow, caller, called)
    if caller is not None and went_on:
        caller.save()


def _take_thrown(caller: Case, call_visit: int, thrown: Sequence[Row[Any]]) -> bool:
    """Let a locked case take the escalations thrown to one of its calls, in order; False when there were none."""
    for escalation in thrown:
        try:
            caller.execution.take_escalation(call_visit, escalation.name, escalation.variables)
        except Conflict:  # the call was interrupted in the meantime
            return True
        caller.record("EscalationReceived", code=escalation.name)
    return bool(thrown)


def _end_call(uow: UnitOfWork, caller: Case, called: Row[Any]) -> bool:
    """Let a locked case go on after a call has ended; False when it no longer waits for that."""
    try:
        if called.thrown is not None:
            thrown = called.thrown
            caller.execution.take_error(called.parent_element_key, thrown["code"], thrown["variables"])
        else:
            given = called_cases.own_variables(uow.connection, called.key)
            variables = {name: value for name, value in given.items() if name not in _OF_THE_CASE}
            caller.execution.end_call(called.parent_element_key, variables)
    except Conflict:  # the call was interrupted in the meantime
        return False
    return True


def refuse_called(case: Case) -> None:
    """Raise Conflict when the case was called by another one, with which it begins and ends."""
    if case.row["parent_key"] is not None:
        raise Conflict(
            Text(
                vi="Hồ sơ này do hồ sơ khác gọi; hãy kết thúc sớm hồ sơ gọi nó. Không có gì thay đổi.",
                en="Another case called this one; end that case early instead. Nothing has changed.",
            ),
            code="case_called",
        )


def _start(uow: UnitOfWork, actor: Actor, parent_key: int, event: CallRequested) -> None:
    parent = called_cases.case_row(uow.connection, parent_key)
    if parent.state != InstanceState.ACTIVE.value:
        return
    key, depth = uow.new_key(), parent.depth + 1
    model = uow.definitions.model(uow.connection, event.definition_key)
    held = called_cases.own_variables(uow.connection, parent_key)
    variables = {**{name: held[name] for name in _OF_THE_CASE if name in held}, **event.variables}
    execution = Execution.start(
        model,
        instance_key=key,
        keys=uow.new_key,
        host=uow.host,
        limits=uow.limits,
        variables=variables,
        decisions=uow.decisions_for(event.definition_key),
        calls=CallableProcesses(uow, event.definition_key, depth, event.element_instance_key),
        forms=uow.forms_for(event.definition_key),
    )
    number = called_cases.count_called(uow.connection, parent_key) + 1
    row = new_case_row(
        uow,
        key=key,
        definition_key=event.definition_key,
        process_id=model.definition.process_id,
        business_id=f"{parent.business_id}/{number}",
        started_by=parent.started_by,
        restricted=parent.restricted,
        parent_key=parent_key,
        parent_element_key=event.element_instance_key,
        root_key=parent.root_key or parent_key,
        depth=depth,
    )
    case = Case(uow, actor, row, execution, model.definition, dict(variables), new=True)
    case.members.update(called_cases.members_of(uow.connection, parent_key))
    case.record("CaseCalled", process=model.definition.process_id, caller=parent.business_id)
    case.save()


def _end(uow: UnitOfWork, actor: Actor, called_key: int) -> None:
    try:
        case = lock_case(uow, actor, called_key, suspended=True)
    except Conflict:  # it came to its end in the meantime
        return
    case.record("CaseCanceled", reason=None)
    case.execution.cancel()
    case.save()
