"""A person's own password: chosen at the first sign-in after somebody else chose it, or changed at will."""

import re
from typing import Final

from engine.errors import Finding, InputRejected, NotAuthenticated, Text
from engine.model.actor import Actor
from engine.operations.engine import Engine
from engine.operations.people.administration import record
from engine.operations.signing_in.check_password import check_password
from engine.operations.signing_in.open_session import SignedIn, go_on
from engine.operations.signing_in.passwords import hash_password, require_fit_password, verify_password
from engine.operations.signing_in.sign_in_name import require_person
from engine.operations.signing_in.sign_in_rules import SignInRules, session_over
from engine.store import people
from engine.store.folding import fold
from engine.store.queries.people import PersonRecord

_SHORTEST_NAME: Final = 4  # a shorter one stands in other words by chance
_SIGNS: Final = re.compile(r"[^0-9a-z]+")


def choose_password(engine: Engine, rules: SignInRules, actor: Actor, *, password: str, again: str) -> SignedIn:
    """Take the actor's own new password, end every sign-in and open a session in their place.

    Raises InputRejected: too short, the name, the former one, or not typed alike twice; NotAuthenticated when somebody
    else gave them another one meanwhile, which stands.
    """
    with engine.unit_of_work() as uow:
        person = require_person(uow, actor.username)
    _require_own(password, again, person)
    hashed = hash_password(password)
    with engine.unit_of_work() as uow:
        people.hold_sign_ins(uow.transaction, actor.username)
        if require_person(uow, actor.username).password_hash != person.password_hash:
            raise session_over()
        people.update_person(uow.transaction, actor.username, password_hash=hashed, must_change_password=False)
        people.end_sign_ins(uow.transaction, actor.username)
        signed_in = go_on(uow, rules, actor.username)
        record(uow, actor, "PasswordChanged", actor.username)
    return signed_in


def require_current_password(engine: Engine, rules: SignInRules, actor: Actor, *, password: str, address: str) -> None:
    """Raise InputRejected unless this is the actor's password of now; tries count like those of signing in."""
    try:
        check_password(engine, rules, username=actor.username, password=password, address=address)
    except NotAuthenticated:
        text = Text(vi="Mật khẩu hiện nay không đúng.", en="The present password is wrong.")
        raise InputRejected(text, findings=(_finding("password_wrong", text, "current"),)) from None


def _require_own(password: str, again: str, person: PersonRecord) -> None:
    require_fit_password(password)
    if not password.isprintable():
        raise _unfit("password_unprintable", "Mật khẩu chỉ gồm chữ, số, dấu gõ được.", "Use signs that can be typed.")
    if _is_name(password, person):
        raise _unfit("password_is_name", "Mật khẩu không được chứa tên của anh/chị.", "Leave your name out of it.")
    if verify_password(password, person.password_hash):
        raise _unfit("password_same", "Mật khẩu mới phải khác mật khẩu cũ.", "Choose another one than before.")
    if password != again:
        text = Text(vi="Hai lần nhập không giống nhau.", en="The two are not alike.")
        raise InputRejected(text, findings=(_finding("password_differs", text, "again"),))


def _is_name(password: str, person: PersonRecord) -> bool:
    """Tell whether a password holds the sign-in name or the whole name, whatever the spelling."""
    inside = _letters(password)
    names = (_letters(person.username), _letters(person.display_name))
    return any(name in inside for name in names if len(name) >= _SHORTEST_NAME)


def _letters(text: str) -> str:
    return _SIGNS.sub("", fold(text))


def _unfit(code: str, vi: str, en: str) -> InputRejected:
    text = Text(vi=vi, en=en)
    return InputRejected(text, findings=(_finding(code, text, "password"),))


def _finding(code: str, text: Text, field: str) -> Finding:
    return Finding(code=code, text=text, field=field)
