"""Hand waiting e-mails to the mail server, each until it is taken, refused, or given up after a day of trying.

A try is counted before it is made and its message id never changes, so that one whose end is not known (the process
died behind the server's answer) is recognised by the reader's mailbox when it comes again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from engine.errors import EngineError, InputRejected, Unavailable
from engine.mail import Mail, MailServer, message_id
from engine.model.actor import Actor
from engine.operations.engine import Engine
from engine.operations.people.administration import require_administrator
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.unit_of_work import UnitOfWork
from engine.store import mail
from engine.store.mail import Message, State

_A_ROUND: Final = 100  # messages
_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=2)
_TRIES: Final = 18  # about a day
_KEPT: Final = timedelta(days=90)
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRoom:
    """What administrators see of e-mail: whether there is a server, how many of each state, and the newest."""

    server: str | None
    counts: dict[str, int]
    messages: tuple[Message, ...]


def send_waiting_mail(engine: Engine, rules: SignInRules) -> int:
    """Try every message whose time has come; give how many were taken. A server that is away ends the round."""
    server = engine.settings.mail
    if server is None:
        return 0
    with engine.unit_of_work() as uow:
        keys = mail.due_messages(uow.transaction, rules.now(), limit=_A_ROUND)
    sent = 0
    for key in keys:
        state = _try(engine, server, rules, key)
        if state == "WAITING":
            break
        sent += state == "SENT"
    return sent


def forget_old_mail(uow: UnitOfWork, now: datetime) -> int:
    """Forget messages that ended long ago; give how many."""
    return mail.forget_messages(uow.transaction, now - _KEPT)


def read_mail_room(uow: UnitOfWork, actor: Actor, server: MailServer | None) -> MailRoom:
    """Give what administrators see; raises NotPermitted."""
    require_administrator(uow, actor)
    return MailRoom(
        server=f"{server.settings.host}:{server.settings.port}" if server is not None else None,
        counts=mail.count_by_state(uow.transaction),
        messages=mail.newest_messages(uow.transaction, limit=_SHOWN),
    )


def _try(engine: Engine, server: MailServer, rules: SignInRules, key: int) -> State | None:
    now = rules.now()
    with engine.unit_of_work() as uow:
        message = mail.claim_message(uow.transaction, key, now=now, next_try_at=now + _LONGEST_PAUSE)
    if message is None:
        return None
    refused: EngineError | None = None
    state: State = "SENT"
    try:
        server.send(_mail(message, server))
    except InputRejected as error:
        refused, state = error, "REFUSED"
    except Unavailable as error:
        refused, state = error, "WAITING" if message.tries < _TRIES else "GIVEN_UP"
    with engine.unit_of_work() as uow:
        mail.note_result(
            uow.transaction,
            key,
            state=state,
            reply=_reply(refused) if refused else None,
            now=now,
            next_try_at=now + min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (message.tries - 1)),
        )
    # A delay of this one recipient says nothing of the others.
    return None if refused is not None and refused.stable_code == "mail_deferred" else state


def _mail(message: Message, server: MailServer) -> Mail:
    return Mail(
        to=message.address,
        subject=message.subject,
        text=message.body,
        message_id=message_id(message.source, server.sender),
        sent_at=message.created_at,
    )


def _reply(error: EngineError) -> str:
    told = error.details.get("reply") or error.details.get("reason")
    return f"{error.stable_code}: {told}" if told else error.stable_code
