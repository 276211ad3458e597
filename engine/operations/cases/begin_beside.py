"""Begin a case beside another one: of its own life, linked with it, with files of it.

A called case ends with its caller; one that is begun beside a case goes on when that case has ended.
"""

from engine.model.actor import Actor
from engine.model.json_value import Variables
from engine.operations.cases.create_instance import begin_case, find_definition
from engine.operations.unit_of_work import UnitOfWork
from engine.store.projection import link_case, share_documents


def begin_beside(
    uow: UnitOfWork,
    actor: Actor,
    *,
    process_id: str,
    variables: Variables,
    beside: int,
    files: tuple[int, ...] = (),
) -> int:
    """Begin a case of the process's latest version in the actor's name and give its key.

    `beside` is the case that it is linked with, `files` the keys of that case's files that it has too. Who may begin it
    is the business of the model that asks, as with a call. Raises NotFound for an unknown process.
    """
    row = find_definition(uow, process_id=process_id)
    key = begin_case(uow, actor, row, variables)
    link_case(uow.transaction, key, beside)
    share_documents(uow.transaction, of_case=beside, with_case=key, keys=files)
    return key
