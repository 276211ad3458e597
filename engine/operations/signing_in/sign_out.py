"""End a person's session."""

from engine.operations.signing_in.sign_in_rules import token_digest
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts


def sign_out(uow: UnitOfWork, *, token: str) -> None:
    """Forget the session of `token`; one that is over already is no error."""
    accounts.delete_session(uow.transaction, token_digest(token))
