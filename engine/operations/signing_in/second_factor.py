"""A person's own second factor: begin, confirm with a first code, use a code, new recovery codes, switch off.

The secret is shown while the enrolment is under way and never again; a code lets in once; every code that somebody
tries to be let in with, or to change the factor with, is counted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from engine.errors import Conflict, Finding, InputRejected, Text
from engine.model.actor import Actor
from engine.operations.engine import Engine
from engine.operations.people.administration import record
from engine.operations.signing_in.attempts import note_attempts
from engine.operations.signing_in.factor_secret import opened_secret, resealed, sealed_factor
from engine.operations.signing_in.recovery_codes import code_digest, new_codes, plain_code
from engine.operations.signing_in.sign_in_rules import SignInRules, subject_digest
from engine.operations.signing_in.totp import DIGITS, enrolment_uri, matching_step, new_secret, written_secret
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts, people, second_factors
from engine.store.notices import insert_notices
from engine.store.second_factors import SealedFactor

ISSUER: Final = "Hoidong"  # what apps list the account under; some cannot write Vietnamese
_SHORTEST_RECOVERY: Final = DIGITS + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorState:
    """What a person's page tells of the second factor."""

    enrolled: bool
    demanded: bool
    codes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an app needs: the address in the picture, and the same secret for typing."""

    uri: str
    secret: str


def factor_state(uow: UnitOfWork, actor: Actor) -> FactorState:
    """Tell of the actor's own factor."""
    found = accounts.find_credentials(uow.transaction, actor.username)
    return FactorState(
        enrolled=found is not None and found.enrolled,
        demanded=found is not None and found.demanded,
        codes_left=second_factors.count_recovery_codes(uow.transaction, actor.username),
    )


def begin_enrolment(uow: UnitOfWork, actor: Actor) -> None:
    """Make a new secret, which counts when a first code is given. Raises Conflict: a factor is in use."""
    factor = second_factors.find_factor(uow.transaction, actor.username, lock=True)
    if factor is not None and factor.confirmed_at is not None:
        raise _in_use()
    second_factors.put_factor(uow.transaction, sealed_factor(uow, actor.username, new_secret()))


def pending_enrolment(uow: UnitOfWork, actor: Actor) -> Enrolment | None:
    """Give what the app needs while an enrolment is under way, else None: also when its key is lost meanwhile."""
    factor = second_factors.find_factor(uow.transaction, actor.username)
    if factor is None or factor.confirmed_at is not None:
        return None
    try:
        secret = opened_secret(uow, factor)
    except Conflict:
        return None
    uri = enrolment_uri(secret, account=actor.username, issuer=ISSUER)
    return Enrolment(uri=uri, secret=written_secret(secret))


def confirm_enrolment(uow: UnitOfWork, rules: SignInRules, actor: Actor, *, code: str) -> tuple[str, ...]:
    """Put the factor to use with its first code and end every sign-in; give the recovery codes, which are told once.

    Raises InputRejected for a wrong code, Conflict when no enrolment is under way.
    """
    factor = second_factors.find_factor(uow.transaction, actor.username, lock=True)
    if factor is None:
        raise _not_begun()
    if factor.confirmed_at is not None:
        raise _in_use()
    step = matching_step(opened_secret(uow, factor), plain_code(code), rules.now(), after=factor.last_step)
    if step is None:
        raise wrong_code()
    second_factors.put_factor(uow.transaction, replace(factor, confirmed_at=rules.now(), last_step=step))
    people.end_sign_ins(uow.transaction, actor.username)
    codes = _renewed(uow, actor)
    record(uow, actor, "SecondFactorEnrolled", actor.username)
    return codes


def renew_codes(engine: Engine, rules: SignInRules, actor: Actor, *, code: str) -> tuple[str, ...]:
    """Make new recovery codes in the place of all earlier ones; raises as `code_given` does."""
    with code_given(engine, rules, actor, code) as uow:
        codes = _renewed(uow, actor)
        record(uow, actor, "RecoveryCodesMade", actor.username)
        return codes


def switch_off(engine: Engine, rules: SignInRules, actor: Actor, *, code: str) -> None:
    """Do without a second factor; raises as `code_given` does, and Conflict when a group of theirs must have one."""
    with code_given(engine, rules, actor, code) as uow:
        if factor_state(uow, actor).demanded:
            raise Conflict(
                Text(
                    vi="Vai trò của anh/chị bắt buộc xác thực hai bước nên không tắt được.",
                    en="Your role must have a second factor; it cannot be switched off.",
                ),
                code="second_factor_demanded",
            )
        second_factors.delete_factor(uow.transaction, actor.username)
        record(uow, actor, "SecondFactorSwitchedOff", actor.username)


@contextmanager
def code_given(engine: Engine, rules: SignInRules, actor: Actor, code: str) -> Iterator[UnitOfWork]:
    """Open a transaction in which a right code has just been used up.

    Raises InputRejected (`code_wrong`) and, after too many of those, LimitExceeded (`too_many_attempts`): counted by
    person alone, as whoever gives a code has given the password before. Conflict: no factor is in use, or its key is
    lost.
    """
    subject = subject_digest(engine.settings.secret, "code", actor.username)
    with engine.unit_of_work() as uow:
        attempts = note_attempts(uow, rules, {subject: rules.failures})
    with engine.unit_of_work() as uow:
        _use(uow, rules, actor, code)
        accounts.mark_succeeded(uow.transaction, attempts)
        yield uow


def _use(uow: UnitOfWork, rules: SignInRules, actor: Actor, code: str) -> None:
    factor = second_factors.find_factor(uow.transaction, actor.username, lock=True)
    if factor is None or factor.confirmed_at is None:
        raise _not_begun()
    plain = plain_code(code)
    if len(plain) >= _SHORTEST_RECOVERY:
        _use_recovery_code(uow, actor, plain)
    else:
        _use_app_code(uow, rules, factor, plain)


def _use_app_code(uow: UnitOfWork, rules: SignInRules, factor: SealedFactor, code: str) -> None:
    step = matching_step(opened_secret(uow, factor), code, rules.now(), after=factor.last_step)
    if step is None:
        raise wrong_code()
    second_factors.put_factor(uow.transaction, replace(resealed(uow, factor), last_step=step))


def _use_recovery_code(uow: UnitOfWork, actor: Actor, code: str) -> None:
    if not second_factors.use_recovery_code(uow.transaction, actor.username, code_digest(code)):
        raise wrong_code()
    left = second_factors.count_recovery_codes(uow.transaction, actor.username)
    told = Text(
        vi=f"Một mã khôi phục của anh/chị vừa được dùng; còn {left} mã. Nếu không phải anh/chị, báo quản trị ngay.",
        en=f"One of your recovery codes was just used; {left} left. If it was not you, tell the administrator at once.",
    )
    tell(uow, actor.username, code="recovery_code_used", told=told)
    record(uow, actor, "RecoveryCodeUsed", actor.username, left=left)


def tell(uow: UnitOfWork, username: str, *, code: str, told: Text) -> None:
    """Leave somebody a notice about their own account."""
    data = {"vi": told.vi, "en": told.en}
    insert_notices(
        uow.transaction, [username], instance_key=None, code=code, data=data, source_key=f"account:{username}"
    )


def _renewed(uow: UnitOfWork, actor: Actor) -> tuple[str, ...]:
    codes = new_codes()
    second_factors.replace_recovery_codes(uow.transaction, actor.username, map(code_digest, codes))
    return codes


def wrong_code() -> InputRejected:
    """Give the one answer to a code that is wrong, over or used already."""
    text = Text(
        vi="Mã không đúng, đã hết hạn hoặc đã dùng. Chờ ứng dụng hiện mã mới rồi nhập lại.",
        en="The code is wrong, over, or was used already. Wait for the app's next code.",
    )
    return InputRejected(text, code="code_wrong", findings=(Finding(code="code_wrong", text=text, field="code"),))


def _in_use() -> Conflict:
    return Conflict(
        Text(vi="Xác thực hai bước đang bật. Tắt trước khi đăng ký lại.", en="A second factor is in use already."),
        code="second_factor_in_use",
    )


def _not_begun() -> Conflict:
    return Conflict(
        Text(
            vi="Tài khoản chưa đăng ký xác thực hai bước. Hãy tải lại trang.",
            en="No second factor is being set up or in use. Reload the page.",
        ),
        code="second_factor_missing",
    )
