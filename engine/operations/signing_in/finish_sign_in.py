"""The steps of signing in after the password: a code, a password of one's own, an enrolment.

Each ends the session that waited for it and opens the next one under a new token, until nothing is missing.
"""

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.model.sign_in import SignInStep
from engine.operations.engine import Engine
from engine.operations.signing_in.authenticate_session import BegunSession
from engine.operations.signing_in.open_session import SignedIn, go_on, require_session
from engine.operations.signing_in.own_password import choose_password
from engine.operations.signing_in.second_factor import begin_enrolment, code_given, confirm_enrolment
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.unit_of_work import UnitOfWork


def give_code(engine: Engine, rules: SignInRules, begun: BegunSession, *, code: str) -> SignedIn:
    """Let in whoever gives a right code; raises as `second_factor.code_given` and `open_session.go_on` do."""
    _require_step(begun, SignInStep.CODE)
    with code_given(engine, rules, begun.actor, code) as uow:
        return go_on(uow, rules, begun.actor.username, old_token=begun.token)


def give_password(engine: Engine, rules: SignInRules, begun: BegunSession, *, password: str, again: str) -> SignedIn:
    """Take a password of the person's own; raises as `choose_password` does."""
    _require_step(begun, SignInStep.PASSWORD)
    return choose_password(engine, rules, begun.actor, password=password, again=again)


def begin_demanded(uow: UnitOfWork, begun: BegunSession) -> None:
    """Make the secret that the demanded enrolment confirms."""
    _require_step(begun, SignInStep.ENROL)
    begin_enrolment(uow, begun.actor)


def enrol_demanded(
    uow: UnitOfWork, rules: SignInRules, begun: BegunSession, *, code: str
) -> tuple[SignedIn, tuple[str, ...]]:
    """Confirm the demanded enrolment; gives and raises as `enrol` does."""
    _require_step(begun, SignInStep.ENROL)
    require_session(uow, begun.actor.username, begun.token)
    return enrol(uow, rules, begun.actor, code=code)


def enrol(uow: UnitOfWork, rules: SignInRules, actor: Actor, *, code: str) -> tuple[SignedIn, tuple[str, ...]]:
    """Confirm an enrolment; give the session that takes the place of every earlier one, and the recovery codes.

    Raises as `confirm_enrolment` does.
    """
    codes = confirm_enrolment(uow, rules, actor, code=code)
    return go_on(uow, rules, actor.username), codes


def _require_step(begun: BegunSession, step: SignInStep) -> None:
    if begun.step is not step:
        raise Conflict(
            Text(
                vi="Bước này đã xong hoặc chưa tới. Hãy tải lại trang.",
                en="This step is done, or it is not its turn. Reload the page.",
            ),
            code="sign_in_step_over",
        )
