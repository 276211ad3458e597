"""Counts tries of passwords and codes. Each is noted as failed first and put right after.

So tries sent at once cannot slip past the count.
"""

from collections.abc import Mapping

from engine.errors import LimitExceeded, Text
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts


def note_attempts(uow: UnitOfWork, rules: SignInRules, allowed: Mapping[bytes, int]) -> tuple[int, ...]:
    """Note one try for each subject, failed until `accounts.mark_succeeded` says otherwise; give their keys.

    `allowed` is how many failures each subject bears; raises LimitExceeded (`too_many_attempts`) for one that has
    had them.
    """
    attempts = []
    for subject, most in sorted(allowed.items()):
        accounts.lock_subject(uow.transaction, subject)
        if accounts.count_failures(uow.transaction, subject, rules.window_start()) >= most:
            raise _too_many(rules)
        attempts.append(accounts.insert_attempt(uow.transaction, subject, rules.now()))
    return tuple(attempts)


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
