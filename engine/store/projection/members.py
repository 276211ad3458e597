"""Project who takes part in a case, which is what lets them read it."""

from collections.abc import Mapping

from engine.store.statements import InsertRows
from engine.store.tables import CaseMember
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_MEMBER = core(CaseMember)
_INSERT = InsertRows(_MEMBER, ("instance_key", "principal", "role", "since"), "ON CONFLICT DO NOTHING")


def add_members(tx: Transaction, instance_key: int, roles: Mapping[str, str]) -> None:
    """Let each principal (key) take part in the case in its role (value); who takes part already keeps the first."""
    rows = [
        {"instance_key": instance_key, "principal": principal, "role": role, "since": tx.now}
        for principal, role in roles.items()
    ]
    tx.write(_INSERT, rows)
