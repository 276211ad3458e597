"""Give a machine a way in: an API client with its secret and groups."""

from collections.abc import Iterable

from engine.operations.signing_in.sign_in_name import require_free_name
from engine.operations.unit_of_work import UnitOfWork
from engine.operations.upkeep.seed import add_machine


def add_client(uow: UnitOfWork, *, client_id: str, name: str, secret: str, groups: Iterable[str]) -> None:
    """Add an API client; only an operator's command calls this, it asks for no permission.

    Raises InputRejected for an id that could not sign in, Conflict when a person or machine has it already.
    """
    require_free_name(uow, client_id, field="client_id")
    add_machine(uow, client_id=client_id, name=name, secret=secret, groups=groups)
