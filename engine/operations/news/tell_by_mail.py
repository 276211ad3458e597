"""Write e-mails about news: that there is something new, and where to sign in; never what it is.

A mailbox lies outside our permissions and our secrecy, so no message holds a word of a case, an id or a name of a task,
of restricted cases no more than of others. The counts are those of what the person may see.
"""

from datetime import datetime
from typing import Final

from engine.model.actor import Actor
from engine.operations.engine import Engine
from engine.operations.news.news import News, read_news
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts, mail
from engine.store.mail import Choice
from engine.store.queries.people import find_person

_DAILY_FROM_HOUR: Final = 7  # local time: the day's message waits for the people at the beginning of work


def tell_by_mail(engine: Engine, *, now: datetime) -> int:
    """Write a message to everybody who wants one and has news; give how many. `now` is the machine's moment.

    Each person is a transaction of its own: the message and what it told of stand or fall together.
    """
    with engine.unit_of_work() as uow:
        usernames = mail.who_wants_mail(uow.transaction)
    written = 0
    for username in usernames:
        with engine.unit_of_work() as uow:
            written += _tell(uow, username, engine.settings.public_url, now)
    return written


def _tell(uow: UnitOfWork, username: str, address_of_pages: str | None, now: datetime) -> bool:
    choice = mail.find_choice(uow.transaction, username, lock=True)
    found, person = accounts.find_credentials(uow.transaction, username), find_person(uow.connection, username)
    if choice is None or found is None or person is None or person.email is None or not _is_time(uow, choice):
        return False
    news = read_news(uow, found.actor, after=choice.mark)
    if news.mark != choice.mark:
        told = Choice(rhythm=choice.rhythm, mark=news.mark, told_at=uow.now)
        mail.set_choice(uow.transaction, username, told)
    if not news.new_tasks + news.new_notices:
        return False
    subject, body = words(found.actor, news, address_of_pages)
    mail.insert_message(
        uow.transaction,
        source=f"news:{username}:{choice.mark}:{news.mark}",
        now=now,
        username=username,
        address=person.email,
        subject=subject,
        body=body,
    )
    return True


def _is_time(uow: UnitOfWork, choice: Choice) -> bool:
    if choice.rhythm == "immediate":
        return True
    zone = uow.law.current(uow.transaction).rule_book.calendar.zone
    local, told = uow.now.astimezone(zone), choice.told_at.astimezone(zone)
    return told.date() < local.date() and local.hour >= _DAILY_FROM_HOUR


def words(actor: Actor, news: News, address_of_pages: str | None) -> tuple[str, str]:
    """Give subject and text in the person's language."""
    counts = (news.new_tasks, news.new_notices)
    if actor.language == "en":
        names = ("new task", "new notice")
        what = " and ".join(f"{n} {name}{'s' if n > 1 else ''}" for n, name in zip(counts, names, strict=True) if n)
        return "News on your desk: please sign in", _ENGLISH.format(
            who=actor.display_name, what=what, where=address_of_pages or ""
        )
    names = ("việc mới", "thông báo mới")
    what = " và ".join(f"{n} {name}" for n, name in zip(counts, names, strict=True) if n)
    return "Có việc mới, mời đăng nhập", _VIETNAMESE.format(
        who=actor.display_name, what=what, where=address_of_pages or ""
    )


_VIETNAMESE: Final = """Kính gửi {who},

Anh/chị có {what}. Mời đăng nhập hệ thống Hội đồng để xem và xử lý.
{where}

Vì yêu cầu bảo mật, thư này không kèm nội dung hồ sơ. Đây là thư tự động, xin không trả lời.
Cách nhận thư có thể thay đổi ở trang Thông báo.
"""
_ENGLISH: Final = """Dear {who},

You have {what}. Please sign in to Hội đồng to see to it.
{where}

For reasons of secrecy this message tells nothing of any case. It was sent automatically; please do not reply.
You can choose how you are told on the page Notices.
"""
