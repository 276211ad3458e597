"""Move identities to the installation's first key, so that an older key can be taken out of use."""

from typing import Final

from engine.operations.engine import Engine
from engine.operations.identities.keep_identity import require_safe
from engine.store.identities import SealedIdentity, reseal, sealed_by_others

_AT_ONCE: Final = 100


def reseal_identities(engine: Engine) -> int:
    """Seal again whatever another key sealed, some at a time; give how many. Raises Conflict: no key opens one."""
    done = 0
    while moved := _some(engine):
        done += moved
    return done


def _some(engine: Engine) -> int:
    with engine.unit_of_work() as uow:
        safe = require_safe(uow)
        rows = sealed_by_others(uow.connection, safe.mark, _AT_ONCE)
        for row in rows:
            plain = safe.open(row.instance_key, row.key_mark, row.sealed)
            again = safe.seal(row.instance_key, plain)
            reseal(uow.transaction, SealedIdentity(instance_key=row.instance_key, key_mark=safe.mark, sealed=again))
        return len(rows)
