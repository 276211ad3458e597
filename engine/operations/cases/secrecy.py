"""Whether a case is readable by named people only (process property `restricted`), and what goes when it becomes so."""

from collections.abc import Mapping

from engine.model.definition import Definition
from engine.model.json_value import JsonValue
from engine.operations.cases.process_property import evaluate_property
from engine.operations.registers.leave_open_books import leave_open_books
from engine.operations.unit_of_work import UnitOfWork
from engine.store.document_texts import forget_texts

RESTRICTED = "restricted"


def is_secret(uow: UnitOfWork, definition: Definition, variables: Mapping[str, JsonValue]) -> bool | None:
    """Tell what the property says of a case with these variables, None where the process has none.

    What cannot be told leaves the case restricted: a letter is open to others only once somebody said so.
    """
    written = definition.properties.get(RESTRICTED)
    return None if written is None else evaluate_property(written, variables, uow.host) not in (False, "false")


def hide_traces(uow: UnitOfWork, instance_key: int, case_id: str) -> None:
    """Take away what others could read of a case besides itself: the texts of its files, its lines in open books."""
    forget_texts(uow.transaction, instance_key)
    leave_open_books(uow, instance_key, case_id)
