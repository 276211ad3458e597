"""Let cases know at once what one of their family has told (see `cases.family`), in the same transaction.

The case that called is waited for where somebody else has it: what is to be hidden stays readable at no time. Of two
commands that wait for each other the database undoes one, which is given again.
"""

from collections.abc import Mapping

from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.lifecycle import RUNNING
from engine.operations.cases.case import lock_case
from engine.operations.cases.family import FamilyNews
from engine.operations.cases.record_event import record_event
from engine.operations.cases.secrecy import hide_traces, is_secret
from engine.operations.unit_of_work import SavedCase, UnitOfWork
from engine.store.case_secrecy import hide_case
from engine.store.queries import called_cases


def tell_family(uow: UnitOfWork, saved: SavedCase, news: FamilyNews) -> None:
    """Give the variables to those of the family that do not have them."""
    if saved.parent_key is not None:
        _tell(uow, saved.actor, saved.parent_key, news.process_id, news.caller)
    for key in called_cases.called_of_process(uow.connection, saved.case_key, news.process_id):
        _tell(uow, saved.actor, key, news.process_id, news.called)


def _tell(uow: UnitOfWork, actor: Actor, key: int, process_id: str, variables: Mapping[str, JsonValue]) -> None:
    held = called_cases.own_variables(uow.connection, key)
    if all(name in held and held[name] == value for name, value in variables.items()):
        return
    row = called_cases.case_row(uow.connection, key)
    if row.process_id != process_id:
        return
    if row.state in RUNNING:
        case = lock_case(uow, actor, key, suspended=True)
        case.record("ToldByFamily", data=dict(variables))
        case.execution.set_variables(key, variables)
        case.save()
    elif not row.restricted:
        definition = uow.definitions.model(uow.connection, row.definition_key).definition
        if is_secret(uow, definition, {**held, **variables}):
            record_event(uow, actor, instance_key=key, action="CaseRestricted")
            hide_case(uow.transaction, key)
            hide_traces(uow, key, row.business_id)
