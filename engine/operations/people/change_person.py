"""Change how somebody signs in: password, groups, or not at all. Only an operator's command calls these."""

from collections.abc import Collection

from engine.errors import InputRejected
from engine.operations.people.add_person import group_findings
from engine.operations.signing_in.passwords import hash_password, require_fit_password
from engine.operations.signing_in.sign_in_name import require_person
from engine.operations.unit_of_work import UnitOfWork
from engine.store import people


def set_password(uow: UnitOfWork, *, username: str, password: str) -> int:
    """Give a new password and end every sign-in of the old one; give how many ended. Raises NotFound.

    A person chooses one of their own at the next sign-in; a machine keeps its secret.
    """
    person = require_person(uow, username)
    require_fit_password(password)
    people.update_person(
        uow.transaction,
        username,
        password_hash=hash_password(password),
        must_change_password=person.kind == "person",
    )
    return people.end_sign_ins(uow.transaction, username)


def set_groups(uow: UnitOfWork, *, username: str, groups: Collection[str]) -> None:
    """Let somebody belong to exactly these groups, from the next request on. Raises NotFound, InputRejected."""
    require_person(uow, username)
    findings = group_findings(uow, groups)
    if findings:
        raise InputRejected(findings[0].text, findings=tuple(findings))
    people.replace_groups(uow.transaction, username, groups)


def set_active(uow: UnitOfWork, *, username: str, active: bool) -> int:
    """Let somebody sign in, or not any more (which ends every sign-in at once); give how many ended.

    Whoever is not active stays named in cases and registers. Raises NotFound.
    """
    require_person(uow, username)
    people.update_person(uow.transaction, username, active=active)
    return 0 if active else people.end_sign_ins(uow.transaction, username)
