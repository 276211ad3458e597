"""Seals the secret of a second factor for its person, under the installation's secret key and its former ones."""

from dataclasses import replace
from typing import Final

from engine.errors import Conflict, Text
from engine.operations.engine import Engine
from engine.operations.identities.safe import Safe
from engine.operations.unit_of_work import UnitOfWork
from engine.store import second_factors
from engine.store.second_factors import SealedFactor

_PURPOSE: Final = b"hoidong second factor"
_AT_ONCE: Final = 100


def sealed_factor(uow: UnitOfWork, username: str, secret: bytes) -> SealedFactor:
    """Give a factor that is not in use yet."""
    safe = _safe(uow)
    sealed = safe.seal(username, secret)
    return SealedFactor(username=username, key_mark=safe.mark, sealed=sealed, confirmed_at=None, last_step=0)


def opened_secret(uow: UnitOfWork, factor: SealedFactor) -> bytes:
    """Open a factor; raises Conflict when its key is missing or it was changed: recovery codes and a reset remain."""
    secret = _safe(uow).open(factor.username, factor.key_mark, factor.sealed)
    if secret is None:
        raise Conflict(
            Text(
                vi="Hệ thống không còn khóa để kiểm tra mã của anh/chị. Hãy dùng mã khôi phục, hoặc báo quản trị.",
                en="The system has lost the key that checks your codes. Use a recovery code or tell the administrator.",
            ),
            code="second_factor_sealed",
        )
    return secret


def resealed(uow: UnitOfWork, factor: SealedFactor) -> SealedFactor:
    """Give the factor sealed by the secret key of today. Raises Conflict as `opened_secret` does."""
    safe = _safe(uow)
    if factor.key_mark == safe.mark:
        return factor
    return replace(factor, key_mark=safe.mark, sealed=safe.seal(factor.username, opened_secret(uow, factor)))


def reseal_factors(engine: Engine) -> int:
    """Seal again whatever a former secret key sealed, some at a time; give how many. Raises Conflict: one is lost."""
    done = 0
    while moved := _reseal_some(engine):
        done += moved
    return done


def _reseal_some(engine: Engine) -> int:
    with engine.unit_of_work() as uow:
        factors = second_factors.sealed_by_others(uow.transaction, _safe(uow).mark, _AT_ONCE)
        for factor in factors:
            again = resealed(uow, factor)
            second_factors.reseal(uow.transaction, again.username, key_mark=again.key_mark, sealed=again.sealed)
        return len(factors)


def _safe(uow: UnitOfWork) -> Safe:
    return Safe((uow.secret, *uow.former_secrets), purpose=_PURPOSE)
