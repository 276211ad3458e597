"""Find out whether a name and a password fit, with throttling; the base of sign-in, Basic and client credentials.

No database connection is held while the password is hashed. Each try is noted as failed first and put right after, so
that tries sent at once cannot slip past the count.
"""

from engine.errors import LimitExceeded, Text
from engine.model.actor import Actor
from engine.operations.engine import Engine
from engine.operations.passwords import verify_password
from engine.operations.sign_in_rules import SignInRules, subject_digest, wrong_credentials
from engine.store import accounts

LONGEST_NAME = 200


def check_password(engine: Engine, rules: SignInRules, *, username: str, password: str, address: str) -> Actor:
    """Give the actor of a right name and password.

    `address` is the network address of the client. Raises NotAuthenticated (code `credentials_wrong`), and
    LimitExceeded (code `too_many_attempts`) after too many failures.
    """
    if not _can_be_a_name(username):
        raise wrong_credentials()
    subjects = _subjects(engine.settings.secret, rules, username, address)
    with engine.unit_of_work() as uow:
        attempts = []
        for subject, allowed in sorted(subjects.items()):
            accounts.lock_subject(uow.transaction, subject)
            if accounts.count_failures(uow.transaction, subject, rules.window_start()) >= allowed:
                raise _too_many(rules)
            attempts.append(accounts.insert_attempt(uow.transaction, subject, rules.now()))
        found = accounts.find_credentials(uow.transaction, username)
    if not verify_password(password, found.password_hash if found else None) or found is None:
        raise wrong_credentials()
    with engine.unit_of_work() as uow:
        accounts.mark_succeeded(uow.transaction, tuple(attempts))
    return found.actor


def _subjects(secret: bytes, rules: SignInRules, username: str, address: str) -> dict[bytes, int]:
    return {
        subject_digest(secret, "pair", username, address): rules.failures,
        subject_digest(secret, "name", username): rules.failures * rules.spread,
        subject_digest(secret, "address", address): rules.failures * rules.spread,
    }


def _can_be_a_name(username: str) -> bool:
    return 0 < len(username) <= LONGEST_NAME and username.isprintable()


def _too_many(rules: SignInRules) -> LimitExceeded:
    minutes = max(1, rules.window_s // 60)
    return LimitExceeded(
        Text(
            vi=f"Đã nhập sai quá nhiều lần. Hãy thử lại sau {minutes} phút.",
            en=f"Too many failed attempts. Try again in {minutes} minutes.",
        ),
        code="too_many_attempts",
        details={"retry_after_s": rules.window_s},
    )
