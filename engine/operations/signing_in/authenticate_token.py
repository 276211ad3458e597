"""Tell which machine an access token belongs to."""

from engine.errors import NotAuthenticated, Text
from engine.model.actor import Actor
from engine.operations.signing_in.sign_in_rules import SignInRules, token_digest
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts


def authenticate_token(uow: UnitOfWork, rules: SignInRules, *, token: str) -> Actor:
    """Give the actor of a living access token; raise NotAuthenticated (`token_invalid`) otherwise."""
    found = accounts.find_token(uow.transaction, token_digest(token))
    if found is None or found.expires_at <= rules.now():
        raise NotAuthenticated(
            Text(
                vi="Mã truy cập không đúng hoặc đã hết hạn. Hãy xin mã mới.",
                en="The access token is wrong or has expired. Ask for a new one.",
            ),
            code="token_invalid",
        )
    return found.actor
