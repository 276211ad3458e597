"""Forget sessions, tokens and addresses of office programs that are over, and sign-in attempts of no more use."""

from datetime import timedelta

from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts
from engine.store.edit_addresses import forget_addresses

_KEEP_ATTEMPTS = timedelta(days=90)


def forget_old_sign_ins(uow: UnitOfWork, rules: SignInRules) -> int:
    """Delete what is over; give the number of rows. Run by the worker once an hour."""
    now = rules.now()
    addresses = forget_addresses(uow.transaction, now)
    return addresses + accounts.delete_expired(uow.transaction, now=now, attempts_before=now - _KEEP_ATTEMPTS)
