"""The arithmetic of second factors: codes by the RFC's own examples, windows, sealing, recovery codes, steps."""

import base64
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from engine.model.actor import Actor, ActorKind
from engine.model.sign_in import SignInStep
from engine.operations.identities.safe import Safe
from engine.operations.signing_in.open_session import missing_step
from engine.operations.signing_in.recovery_codes import HOW_MANY, code_digest, new_codes
from engine.operations.signing_in.totp import code_at, enrolment_uri, matching_step, new_secret, step_of, written_secret
from engine.store.accounts import Credentials

SECRET = b"12345678901234567890"  # RFC 6238, appendix B
MOMENT = datetime(2026, 11, 25, 2, 0, 10, tzinfo=UTC)
NOW = step_of(MOMENT)


@pytest.mark.parametrize(
    ("second", "code"),  # the last six of the RFC's eight digits
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(second: int, code: str) -> None:
    assert code_at(SECRET, second // 30) == code
    assert matching_step(SECRET, code, datetime.fromtimestamp(second, UTC), after=0) == second // 30


@pytest.mark.parametrize(("aside", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_one_step_around_its_own(aside: int, fits: bool) -> None:
    found = matching_step(SECRET, code_at(SECRET, NOW + aside), MOMENT, after=0)
    assert found == (NOW + aside if fits else None)


def test_a_code_is_good_once_and_no_earlier_one_after_it() -> None:
    for aside in (-1, 0):
        assert matching_step(SECRET, code_at(SECRET, NOW + aside), MOMENT, after=NOW) is None
    assert matching_step(SECRET, code_at(SECRET, NOW + 1), MOMENT, after=NOW) == NOW + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\ud800", "１２３４５６"])
def test_what_is_no_code_fits_nothing(typed: str) -> None:
    assert matching_step(SECRET, typed, MOMENT, after=0) is None


def test_an_app_reads_the_same_secret_from_the_picture_and_from_the_text() -> None:
    secret = new_secret()
    uri = urlsplit(enrolment_uri(secret, account="le.kim.oanh", issuer="Hoidong"))
    asked = parse_qs(uri.query)
    assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", "/Hoidong:le.kim.oanh")
    assert base64.b32decode(asked["secret"][0]) == secret
    assert written_secret(secret).replace(" ", "") == asked["secret"][0]
    assert (asked["digits"], asked["period"], asked["issuer"]) == (["6"], ["30"], ["Hoidong"])


def test_what_is_sealed_opens_for_its_owner_its_purpose_and_its_keys_only() -> None:
    old, new = b"an older secret of thirty-two bytes", b"a newer secret of thirty-two bytes"
    safe = Safe((old,), purpose=b"one")
    sealed = safe.seal("le.kim.oanh", SECRET)
    assert SECRET not in sealed
    assert safe.open("le.kim.oanh", safe.mark, sealed) == SECRET
    assert Safe((new, old), purpose=b"one").open("le.kim.oanh", safe.mark, sealed) == SECRET
    assert Safe((new,), purpose=b"one").open("le.kim.oanh", safe.mark, sealed) is None
    other = Safe((old,), purpose=b"two")
    assert other.mark != safe.mark
    assert other.open("le.kim.oanh", other.mark, sealed) is None
    assert safe.open("quantri", safe.mark, sealed) is None
    assert safe.open("le.kim.oanh", safe.mark, sealed[:-1] + bytes([sealed[-1] ^ 1])) is None


def test_recovery_codes_are_ten_and_read_as_people_type_them() -> None:
    codes = new_codes()
    assert len(set(codes)) == HOW_MANY
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code) for code in codes)
    typed = codes[0].lower().replace("-", " ")
    assert code_digest(typed) == code_digest(codes[0]) != code_digest(codes[1])


@pytest.mark.parametrize(
    ("change", "enrolled", "demanded", "code_given", "step"),
    [
        (False, False, False, False, SignInStep.COMPLETE),
        (False, True, False, False, SignInStep.CODE),
        (True, True, True, False, SignInStep.CODE),
        (True, True, True, True, SignInStep.PASSWORD),
        (True, False, True, False, SignInStep.PASSWORD),
        (False, False, True, True, SignInStep.ENROL),
        (False, True, True, True, SignInStep.COMPLETE),
    ],
)
def test_what_is_missing_is_asked_in_order(
    change: bool, enrolled: bool, demanded: bool, code_given: bool, step: SignInStep
) -> None:
    def found(kind: ActorKind) -> Credentials:
        actor = Actor(kind=kind, username="a", display_name="A", groups=frozenset())
        return Credentials(
            actor=actor, password_hash="x", must_change_password=change, enrolled=enrolled, demanded=demanded
        )

    assert missing_step(found(ActorKind.PERSON), code_given=code_given) is step
    assert missing_step(found(ActorKind.MACHINE), code_given=code_given) is SignInStep.COMPLETE


def test_a_step_is_thirty_seconds() -> None:
    assert step_of(MOMENT + timedelta(seconds=19)) == NOW
    assert step_of(MOMENT + timedelta(seconds=20)) == NOW + 1
