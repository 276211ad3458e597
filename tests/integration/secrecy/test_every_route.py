"""Five curious people knock at every route: a hidden denunciation changes no answer and betrays nothing.

Journey 4 of the acceptance journeys. Each person asks everything before the letter is there and again afterwards:
lists, counts, page numbers, sorting, searches, exports, notices and errors must be the same, byte for byte. An address
of a thing of the letter must answer like one of a thing that does not exist.
"""

import io
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from engine.model.actor import Actor
from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.secrecy.asking import ANSWERED, NOTHING, everything
from tests.integration.secrecy.letter import AN, HAO, LIEN, SECRETS, hide_letter
from tests.integration.secrecy.walk import THINGS, WALK, routes_of
from tests.office import MovingClock
from tests.processes.driving import Driver

CURIOUS = (
    "dinh.phuong.thao",  # of the same division
    "nguyen.huu.thong",  # its head, not named on the letter
    "ngo.dinh.sang",  # at an external body
    "quantri",  # the administrator
    "luong.the.khai",  # who designs processes
)
FIRST_KEY = 7_000_000_000_000_000  # keys of this length stand in no text by accident
WALKED_WITHIN_S = 600  # some four hundred requests on a busy machine
RESTLESS = {"GET /metrics", "GET /quan-tri/phien", "GET /bao-mat"}  # tell of the walk's own requests and sign-ins


@pytest.fixture
def office(served: Served, engine: Engine, clock: MovingClock) -> Iterator[Driver]:
    """Give the Office with the process of petitions."""
    with engine.unit_of_work() as uow:
        uow.connection.execute(text(f"SELECT setval('entity_key', {FIRST_KEY})"))
    driver = Driver("don_thu", served=served, engine=engine, clock=clock)
    yield driver
    driver.close()


def test_no_route_is_missing_in_the_walk(served: Served) -> None:
    assert sorted(WALK) == sorted(routes_of(served.app))


@pytest.mark.slow
@pytest.mark.timeout(WALKED_WITHIN_S)
@pytest.mark.parametrize("who", CURIOUS)
def test_a_hidden_letter_changes_no_answer(
    office: Driver,
    engine: Engine,
    actor: Callable[[str], Actor],
    log: io.StringIO,
    who: str,
) -> None:
    known = known_values(engine)
    for worker in (LIEN, AN, HAO):
        office.person(worker)  # whoever is signed in is no secret: signed in before, as after
    with office.served.person(who) as curious:
        before = everything(curious, {**known, **dict.fromkeys(THINGS.values(), NOTHING), "id": "TC-1999-009"}, SECRETS)
    letter = hide_letter(office, engine, actor(AN), actor(HAO))
    with office.served.person(who) as curious:
        after = everything(curious, {**known, **letter.keys, "id": letter.business_id}, SECRETS)
    assert set(before) == set(after)
    assert changes(before, after) == {}
    for place, answer in after.items():
        assert not [secret for secret in letter.secrets if secret in "".join(map(str, answer))], place
    assert '"route": "/ho-so/{instance_key:int}"' in log.getvalue()
    assert not [secret for secret in letter.secrets if secret in log.getvalue()]


@pytest.mark.slow
@pytest.mark.timeout(WALKED_WITHIN_S)
def test_who_is_named_finds_the_letter(office: Driver, engine: Engine, actor: Callable[[str], Actor]) -> None:
    """The walk can fail: the same questions of somebody whom the letter names find it."""
    known = known_values(engine)
    with office.served.person(HAO) as signer:
        before = everything(signer, {**known, **dict.fromkeys(THINGS.values(), NOTHING), "id": "TC-1999-009"}, SECRETS)
    letter = hide_letter(office, engine, actor(AN), actor(HAO))
    with office.served.person(HAO) as signer:
        after = everything(signer, {**known, **letter.keys, "id": letter.business_id}, SECRETS)
    assert {route for route, _ in changes(before, after)} >= {
        "POST /v2/user-tasks/search",
        "GET /viec/{task_key:int}",
        "GET /ho-so",
        "GET /ho-so/{instance_key:int}",
        "GET /chon/{source}",
        "POST /v2/variables/search",
        "GET /v2/documents/{documentId}",
        "GET /tep/{document_key:int}",
        "GET /v2/incidents/{incidentKey}",
    }


def changes(before: ANSWERED, after: ANSWERED) -> dict[tuple[str, str], tuple[str, str]]:
    """Give the answers that are not what they were, each from where it differs."""
    found = {}
    for place in after:
        was, now = ("\n".join(map(str, each[place])) for each in (before, after))
        if was != now and place[0] not in RESTLESS:
            same = next((at for at, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), 0)
            found[place] = (was[max(0, same - 60) : same + 60], now[max(0, same - 60) : same + 60])
    return found


def known_values(engine: Engine) -> dict[str, str]:
    """Give what stands in paths and bodies for things that everybody may know of."""
    with engine.unit_of_work() as uow:

        def key(question: str) -> str:
            return str(uow.connection.execute(text(question)).scalars().first())

        return {
            "definition": key("SELECT key FROM process_definition WHERE process_id = 'don_thu'"),
            "form": key("SELECT key FROM form_definition WHERE form_id = 'don_thu.duyet'"),
            "table": key("SELECT key FROM decision_definition WHERE decision_id = 'phan_loai_don'"),
            "tables": key("SELECT key FROM decision_requirements"),
            "officer": AN,
            "unit": "P-THTTDN",
            "rule": "D-DT-06.c",
            "code_list": "loai_don",
            "period": "2026",
            "series": "case:TC",
            "process": "don_thu",
            "letter": "d",
            "page": "1",
            "token": "A" * 43,
        }
