"""Let somebody in: a person with name, unit, groups and first password."""

from collections.abc import Collection

from engine.errors import Finding, InputRejected, Text
from engine.operations.signing_in.passwords import hash_password, require_fit_password
from engine.operations.signing_in.sign_in_name import require_free_name
from engine.operations.unit_of_work import UnitOfWork
from engine.store import people


def add_person(
    uow: UnitOfWork,
    *,
    username: str,
    display_name: str,
    password: str,
    groups: Collection[str] = (),
    unit: str | None = None,
    title: str | None = None,
    email: str | None = None,
) -> None:
    """Add a person, who chooses another password when they first sign in; it asks for no permission.

    Raises InputRejected (unfit name or password, unknown group or unit), Conflict when somebody has the name already.
    """
    require_free_name(uow, username, field="username")
    require_fit_password(password)
    findings = [*_name_findings(display_name), *group_findings(uow, groups), *_unit_findings(uow, unit)]
    if findings:
        raise InputRejected(findings[0].text, findings=tuple(findings))
    people.insert_person(
        uow.transaction,
        username=username,
        display_name=display_name.strip(),
        groups=groups,
        unit_code=unit,
        title=title,
        email=email,
        password_hash=hash_password(password),
        must_change_password=True,
    )


def group_findings(uow: UnitOfWork, groups: Collection[str]) -> list[Finding]:
    """Tell which groups the code list does not know."""
    return [
        Finding(
            code="group_unknown",
            text=Text(vi=f"Không có nhóm “{group}”.", en=f"There is no group “{group}”."),
            field="groups",
        )
        for group in people.unknown_groups(uow.transaction, groups)
    ]


def _name_findings(name: str) -> list[Finding]:
    if name.strip() and name.isprintable():
        return []
    text = Text(vi="Hãy ghi họ tên.", en="Give the name that people read.")
    return [Finding(code="name_missing", text=text, field="display_name")]


def _unit_findings(uow: UnitOfWork, unit: str | None) -> list[Finding]:
    if unit is None or people.unit_exists(uow.transaction, unit):
        return []
    text = Text(vi=f"Không có đơn vị “{unit}”.", en=f"There is no unit “{unit}”.")
    return [Finding(code="unit_unknown", text=text, field="unit")]
