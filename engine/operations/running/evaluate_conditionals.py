"""Start cases of the processes whose conditional start events hold for some variables."""

from typing import Any

from engine.errors import LimitExceeded, Text
from engine.model.actor import Actor
from engine.model.json_value import Variables
from engine.operations.access import require_permission
from engine.operations.cases.create_instance import begin_case, find_definition
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff import size_of, true_starts
from engine.store.starts import condition_starts


def evaluate_conditionals(
    uow: UnitOfWork, actor: Actor, *, variables: Variables, definition_key: int | None = None
) -> list[tuple[int, int]]:
    """Begin a case at each conditional start event whose condition holds; give the keys of its version and of the case.

    Asked are the latest versions of all processes, or only the version `definition_key`. All begin or none: needs
    CREATE_PROCESS_INSTANCE on each process that would begin. Raises NotFound, NotPermitted, LimitExceeded.
    """
    if size_of(dict(variables)) > uow.limits.variables_bytes:
        raise LimitExceeded(
            Text(
                vi="Dữ liệu dùng để xét điều kiện quá lớn. Hãy đưa nội dung lớn vào tệp đính kèm.",
                en="The variables are too large. Put large content into attachments.",
            )
        )
    if definition_key is not None:
        _permitted(uow, actor, definition_key)
    starts = condition_starts(uow.transaction, definition_key)
    asked = ((key, uow.definitions.model(uow.connection, key), element_id) for key, element_id in starts)
    found = true_starts(asked, variables, host=uow.host, limits=uow.limits)
    rows = {key: _permitted(uow, actor, key) for key, _ in found}
    return [
        (key, begin_case(uow, actor, rows[key], {}, start_id=element_id, brought=variables))
        for key, element_id in found
    ]


def _permitted(uow: UnitOfWork, actor: Actor, definition_key: int) -> Any:
    """Give the row of a version of which the actor may begin cases."""
    row = find_definition(uow, key=definition_key)
    require_permission(uow, actor, "PROCESS_DEFINITION", "CREATE_PROCESS_INSTANCE", row.process_id)
    return row
