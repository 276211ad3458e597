"""A sign-in under way while somebody gives the person a new password: it ends with the old one, whoever is first."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from engine.clock import Clock
from engine.errors import NotAuthenticated
from engine.model.actor import Actor
from engine.model.sign_in import SignInStep
from engine.operations import Engine
from engine.operations.people.change_person import set_password
from engine.operations.signing_in.administer_factors import demand_factors
from engine.operations.signing_in.authenticate_session import BegunSession, begun_session
from engine.operations.signing_in.finish_sign_in import enrol_demanded, give_code, give_password
from engine.operations.signing_in.own_password import choose_password
from engine.operations.signing_in.second_factor import begin_enrolment, confirm_enrolment, pending_enrolment
from engine.operations.signing_in.sign_in import sign_in
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.signing_in.totp import code_at, step_of
from tests.integration.operations.test_rivals import WAITED_S, wait_until_somebody_waits
from tests.office import PASSWORD, MovingClock

OANH, ADMIN = "le.kim.oanh", "quantri"
NEW, OWN = "một câu rất khác hôm nay", "một câu của riêng tôi thôi"
Make = Callable[[str], Actor]


@pytest.fixture
def rules(clock: MovingClock) -> SignInRules:
    return SignInRules(clock=Clock(read=clock))


def begin(engine: Engine, rules: SignInRules, password: str = PASSWORD) -> BegunSession:
    """Give the right password; give the session that waits for what is missing."""
    opened = sign_in(engine, rules, username=OANH, password=password, address="10.0.0.7")
    with engine.unit_of_work() as uow:
        return begun_session(uow, rules, token=opened.token)


def begin_factor(engine: Engine, person: Actor) -> bytes:
    """Begin to set up a second factor; give its secret."""
    with engine.unit_of_work() as uow:
        begin_enrolment(uow, person)
        shown = pending_enrolment(uow, person)
    assert shown is not None
    return base64.b32decode(shown.secret.replace(" ", ""))


def renew(engine: Engine) -> None:
    """Give the person a new password, as an operator does."""
    with engine.unit_of_work() as uow:
        set_password(uow, username=OANH, password=NEW)


def nobody_is_in(engine: Engine) -> bool:
    with engine.unit_of_work() as uow:
        return uow.connection.execute(text("SELECT 1 FROM sign_in_session")).first() is None


def while_renewing(engine: Engine, office_url: str, act: Callable[[], object]) -> None:
    """Act while a new password is being given; whoever acts has to wait for it, and is refused."""
    with ThreadPoolExecutor(1) as thread:
        with engine.unit_of_work() as uow:
            set_password(uow, username=OANH, password=NEW)
            acting = thread.submit(act)
            wait_until_somebody_waits(office_url)
        with pytest.raises(NotAuthenticated):
            acting.result(WAITED_S)


def test_a_password_that_changes_while_it_is_being_checked_lets_nobody_in(
    engine: Engine, rules: SignInRules, office_url: str
) -> None:
    while_renewing(engine, office_url, lambda: begin(engine, rules))
    assert nobody_is_in(engine)
    assert begin(engine, rules, NEW).step is SignInStep.PASSWORD


def test_a_code_comes_too_late_once_the_password_has_changed(
    engine: Engine, rules: SignInRules, clock: MovingClock, actor: Make
) -> None:
    secret = begin_factor(engine, actor(OANH))
    with engine.unit_of_work() as uow:
        confirm_enrolment(uow, rules, actor(OANH), code=code_at(secret, step_of(clock.moment)))
    begun = begin(engine, rules)
    assert begun.step is SignInStep.CODE
    renew(engine)
    clock.forward(seconds=30)
    with pytest.raises(NotAuthenticated):
        give_code(engine, rules, begun, code=code_at(secret, step_of(clock.moment)))
    assert nobody_is_in(engine)


def test_a_demanded_factor_comes_too_late_once_the_password_has_changed(
    engine: Engine, rules: SignInRules, clock: MovingClock, actor: Make
) -> None:
    with engine.unit_of_work() as uow:
        demand_factors(uow, actor(ADMIN), groups=["chuyen_vien"])
    begun = begin(engine, rules)
    assert begun.step is SignInStep.ENROL
    secret = begin_factor(engine, begun.actor)
    renew(engine)
    with pytest.raises(NotAuthenticated), engine.unit_of_work() as uow:
        enrol_demanded(uow, rules, begun, code=code_at(secret, step_of(clock.moment)))
    assert nobody_is_in(engine)


def test_a_password_of_ones_own_does_not_replace_one_given_meanwhile(
    engine: Engine, rules: SignInRules, office_url: str, actor: Make
) -> None:
    renew(engine)
    begun = begin(engine, rules, NEW)
    assert begun.step is SignInStep.PASSWORD
    while_renewing(engine, office_url, lambda: give_password(engine, rules, begun, password=OWN, again=OWN))
    while_renewing(engine, office_url, lambda: choose_password(engine, rules, actor(OANH), password=OWN, again=OWN))
    assert nobody_is_in(engine)
    assert begin(engine, rules, NEW).step is SignInStep.PASSWORD
