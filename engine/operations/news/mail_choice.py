"""How a person wants to be told of news by e-mail: at once, once a day, or not (the beginning)."""

from engine.model.actor import Actor
from engine.operations.news.news import read_news
from engine.operations.unit_of_work import UnitOfWork
from engine.store import mail
from engine.store.mail import Choice, Rhythm
from engine.store.queries.people import find_person


def mail_rhythm(uow: UnitOfWork, actor: Actor) -> tuple[Rhythm | None, str | None]:
    """Give the actor's choice (None: no e-mail) and the address that the administrator keeps for them."""
    person = find_person(uow.connection, actor.username)
    choice = mail.find_choice(uow.transaction, actor.username)
    return choice.rhythm if choice else None, person.email if person else None


def choose_mail(uow: UnitOfWork, actor: Actor, rhythm: Rhythm | None) -> None:
    """Set the actor's choice; what is on their desk already is not told of."""
    before = mail.find_choice(uow.transaction, actor.username, lock=True)
    if rhythm is None:
        mail.set_choice(uow.transaction, actor.username, None)
        return
    mark = before.mark if before else read_news(uow, actor).mark
    told_at = before.told_at if before else uow.now
    mail.set_choice(uow.transaction, actor.username, Choice(rhythm=rhythm, mark=mark, told_at=told_at))
