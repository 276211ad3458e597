"""Give a machine a way in: an API client with its secret and groups."""

from collections.abc import Iterable

from engine.errors import Conflict, Finding, InputRejected, Text
from engine.operations.check_password import LONGEST_NAME
from engine.operations.seed import add_machine
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.people import find_person


def add_client(uow: UnitOfWork, *, client_id: str, name: str, secret: str, groups: Iterable[str]) -> None:
    """Add an API client; only an operator's command calls this, it asks for no permission.

    Raises InputRejected for an id that could not sign in, Conflict when a person or machine has it already.
    """
    if not client_id.strip() or client_id != client_id.strip() or ":" in client_id or not client_id.isprintable():
        raise _unfit(client_id)
    if len(client_id) > LONGEST_NAME:
        raise _unfit(client_id[:LONGEST_NAME])
    if find_person(uow.connection, client_id) is not None:
        raise Conflict(
            Text(vi=f"Tên “{client_id}” đã có người hoặc máy dùng.", en=f"The name “{client_id}” is taken."),
            code="client_id_taken",
        )
    add_machine(uow, client_id=client_id, name=name, secret=secret, groups=groups)


def _unfit(client_id: str) -> InputRejected:
    text = Text(
        vi=f"“{client_id}” không làm tên đăng nhập được: cần 1–{LONGEST_NAME} ký tự, không có dấu “:”.",
        en=f"“{client_id}” cannot be a sign-in name: 1–{LONGEST_NAME} characters without “:”.",
    )
    return InputRejected(text, findings=(Finding(code="client_id_unfit", text=text, field="client_id"),))
