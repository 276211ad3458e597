"""Sign-in names of people and machines: which are fit, and which are taken."""

from engine.errors import Conflict, Finding, InputRejected, NotFound, Text
from engine.operations.signing_in.check_password import LONGEST_NAME
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.people import PersonRecord, find_person


def require_free_name(uow: UnitOfWork, name: str, *, field: str) -> None:
    """Raise InputRejected for a name that could not sign in, Conflict when a person or machine has it already.

    `field` names the field in findings and codes (`client_id`, `username`).
    """
    if not name.strip() or name != name.strip() or ":" in name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise _unfit(name[:LONGEST_NAME], field)
    if find_person(uow.connection, name) is not None:
        raise Conflict(
            Text(vi=f"Tên “{name}” đã có người hoặc máy dùng.", en=f"The name “{name}” is taken."),
            code=f"{field}_taken",
        )


def require_person(uow: UnitOfWork, username: str) -> PersonRecord:
    """Give the person or machine of a sign-in name; raise NotFound when there is none."""
    found = find_person(uow.connection, username)
    if found is None:
        raise NotFound(
            Text(vi=f"Không có ai dùng tên đăng nhập “{username}”.", en=f"Nobody signs in as “{username}”."),
            code="person_not_found",
        )
    return found


def _unfit(name: str, field: str) -> InputRejected:
    text = Text(
        vi=f"“{name}” không làm tên đăng nhập được: cần 1–{LONGEST_NAME} ký tự, không có dấu “:”.",
        en=f"“{name}” cannot be a sign-in name: 1–{LONGEST_NAME} characters without “:”.",
    )
    return InputRejected(text, findings=(Finding(code=f"{field}_unfit", text=text, field=field),))
