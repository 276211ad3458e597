"""Find out whether a name and a password fit, with throttling; the base of sign-in, Basic and client credentials.

No database connection is held while the password is hashed.
"""

from engine.operations.engine import Engine
from engine.operations.signing_in.attempts import note_attempts
from engine.operations.signing_in.passwords import verify_password
from engine.operations.signing_in.sign_in_rules import SignInRules, subject_digest, wrong_credentials
from engine.store import accounts
from engine.store.accounts import Credentials

LONGEST_NAME = 200


def check_password(engine: Engine, rules: SignInRules, *, username: str, password: str, address: str) -> Credentials:
    """Give whom a right name and password belong to; it says too whether the password alone is enough.

    `address` is the network address of the client. Raises NotAuthenticated (code `credentials_wrong`), and
    LimitExceeded (code `too_many_attempts`) after too many failures.
    """
    if not _can_be_a_name(username):
        raise wrong_credentials()
    subjects = _subjects(engine.settings.secret, rules, username, address)
    with engine.unit_of_work() as uow:
        attempts = note_attempts(uow, rules, subjects)
        found = accounts.find_credentials(uow.transaction, username)
    if not verify_password(password, found.password_hash if found else None) or found is None:
        raise wrong_credentials()
    with engine.unit_of_work() as uow:
        accounts.mark_succeeded(uow.transaction, attempts)
    return found


def _subjects(secret: bytes, rules: SignInRules, username: str, address: str) -> dict[bytes, int]:
    return {
        subject_digest(secret, "pair", username, address): rules.failures,
        subject_digest(secret, "name", username): rules.failures * rules.spread,
        subject_digest(secret, "address", address): rules.failures * rules.spread,
    }


def _can_be_a_name(username: str) -> bool:
    return 0 < len(username) <= LONGEST_NAME and username.isprintable()
