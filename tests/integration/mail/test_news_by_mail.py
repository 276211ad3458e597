"""News go out by e-mail: once, at the person's own rhythm, and never a word of a case."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.clock import Clock
from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from engine.operations.news.mail_choice import choose_mail
from engine.operations.news.send_mail import read_mail_room, send_waiting_mail
from engine.operations.news.tell_by_mail import tell_by_mail
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.store.mail import Rhythm
from engine.store.people import update_person
from tests.mail_room import MailRoom
from tests.models import ONE_TASK
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
LIEN, OANH, ADMIN = "vu.bich.lien", "le.kim.oanh", "quantri"
ADDRESS = "bich.lien@hdnd.example"


class Post:
    """The Office's mail: the engine with a mail server, and the machine's time."""

    def __init__(self, engine: Engine, room: MailRoom, clock: MovingClock, actor: Make) -> None:
        engine.settings = replace(engine.settings, mail=room.server(), public_url="https://hoidong.example")
        self.engine, self.room, self.actor = engine, room, actor
        self.rules = SignInRules(clock=Clock(read=clock))
        deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
        with engine.unit_of_work() as uow:
            update_person(uow.transaction, LIEN, email=ADDRESS)

    def choose(self, rhythm: Rhythm | None) -> None:
        with self.engine.unit_of_work() as uow:
            choose_mail(uow, self.actor(LIEN), rhythm)

    def new_case(self) -> str:
        with self.engine.unit_of_work() as uow:
            return create_instance(uow, self.actor(OANH), process_id="thu", variables={"so_ban": 2}).business_id

    def go_round(self) -> tuple[int, int]:
        """Do what the worker does each minute."""
        written = tell_by_mail(self.engine, now=self.rules.now())
        return written, send_waiting_mail(self.engine, self.rules)

    def states(self) -> list[tuple[str, int, str | None]]:
        with self.engine.unit_of_work() as uow:
            seen = read_mail_room(uow, self.actor(ADMIN), self.engine.settings.mail)
        return [(one.state, one.tries, one.reply) for one in seen.messages]


@pytest.fixture
def post(engine: Engine, mail_room: MailRoom, clock: MovingClock, actor: Make) -> Post:
    return Post(engine, mail_room, clock, actor)


def test_news_are_told_once_and_tell_nothing(post: Post) -> None:
    post.new_case()  # before the choice: known already
    post.choose("immediate")
    assert post.go_round() == (0, 0)
    numbers = [post.new_case(), post.new_case()]
    assert post.go_round() == (1, 1)
    assert post.go_round() == (0, 0)
    [got] = post.room.received
    body = got.get_body()
    assert body is not None
    said = f"{got['Subject']}\n{body.get_content()}"
    assert got["To"] == ADDRESS
    assert "Anh/chị có 2 việc mới." in said
    assert "https://hoidong.example" in said
    assert not [word for word in (*numbers, "Việc viec", "Thử") if word in said]
    post.choose(None)
    post.new_case()
    assert post.go_round() == (0, 0)


def test_a_daily_message_waits_for_the_next_morning(post: Post, clock: MovingClock) -> None:
    post.choose("daily")
    post.new_case()
    assert post.go_round() == (0, 0)
    clock.forward(hours=16)  # 01:00 of the next day
    assert post.go_round() == (0, 0)
    clock.forward(hours=7)
    assert post.go_round() == (1, 1)
    post.new_case()
    assert post.go_round() == (0, 0)


def test_a_server_that_goes_away_gets_the_message_later_and_once(post: Post, clock: MovingClock) -> None:
    post.choose("immediate")
    post.room.vanishes = 1
    post.new_case()
    assert post.go_round() == (1, 0)
    assert post.states() == [("WAITING", 1, "mail_server_unavailable: SMTPServerDisconnected")]
    assert post.go_round() == (0, 0)  # not again at once
    clock.forward(minutes=1)
    assert post.go_round() == (0, 1)
    assert (len(post.room.received), post.states()) == (1, [("SENT", 2, None)])


def test_a_refused_address_is_shown_to_the_administrator_and_holds_nobody_up(post: Post, clock: MovingClock) -> None:
    post.choose("immediate")
    post.room.refuse[ADDRESS] = "550 no such mailbox"
    post.new_case()
    assert post.go_round() == (1, 0)
    clock.forward(hours=1)
    assert post.go_round() == (0, 0)
    assert post.states() == [("REFUSED", 1, "mail_refused: 550 no such mailbox")]
