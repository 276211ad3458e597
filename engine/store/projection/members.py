"""Project who takes part in a case, which is what lets them read it."""

from collections.abc import Mapping

from engine.store.statements import InsertRows
from engine.store.tables import CaseMember
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_MEMBER = core(CaseMember)
_COLUMNS = ("instance_key", "principal", "role", "since")
_INSERT = InsertRows(_MEMBER, _COLUMNS, "ON CONFLICT DO NOTHING")
# Whoever had left comes back as what they are now, and a role in the case counts for more than taking part by a task.
_MORE = "(EXCLUDED.role = 'role' AND case_member.role IN ('candidate', 'worker'))"
_COME_BACK = InsertRows(
    _MEMBER,
    _COLUMNS,
    "ON CONFLICT (instance_key, principal) DO UPDATE SET until = NULL, role = CASE"
    f" WHEN case_member.until <= EXCLUDED.since OR {_MORE} THEN EXCLUDED.role ELSE case_member.role END"
    f" WHERE case_member.until IS NOT NULL OR {_MORE}",
)


def add_members(tx: Transaction, instance_key: int, roles: Mapping[str, str], *, back: bool = False) -> None:
    """Let each principal (key) take part in the case in its role (value); who takes part already keeps the first.

    Whoever has left takes part again only when asked `back` by somebody, not because a model still names them.
    """
    rows = [
        {"instance_key": instance_key, "principal": principal, "role": role, "since": tx.now}
        for principal, role in roles.items()
    ]
    tx.write(_COME_BACK if back else _INSERT, rows)
