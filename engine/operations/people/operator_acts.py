"""What operators do at the command line, on the same chain of administration as what administrators do in pages."""

from typing import Any

from engine.model.actor import SYSTEM
from engine.operations.people.administration import record
from engine.operations.unit_of_work import UnitOfWork


def record_operator_act(uow: UnitOfWork, operator: str, action: str, subject: str, **payload: Any) -> None:
    """Put an event about `subject` on the chain; `operator` is the account of the machine that ran the command.

    The last statement of a command. Never a secret.
    """
    record(uow, SYSTEM, action, subject, operator=operator, **payload)
