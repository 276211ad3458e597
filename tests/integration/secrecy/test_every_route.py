"""Five curious people knock at every route: a hidden denunciation changes no answer and betrays nothing.

Journey 4 of the acceptance journeys. Each person asks everything before the letter is there and again afterwards:
lists, counts, page numbers, sorting, searches, exports, notices and errors must be the same, byte for byte. An address
of a thing of the letter must answer like one of a thing that does not exist.
"""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from engine.model.actor import Actor
from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.secrecy.letter import AN, HAO, LIEN, SECRETS, hide_letter
from tests.integration.secrecy.walk import (
    KNOWN,
    THINGS,
    VALUES_OF_SOURCE,
    WALK,
    Ask,
    filled,
    parameters_of,
    routes_of,
    with_path,
)
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
NOTHING = "7999999999999999"
WALKED_WITHIN_S = 600  # some four hundred requests on a busy machine
RESTLESS = {"GET /metrics", "GET /quan-tri/phien", "GET /bao-mat"}  # tell of the walk's own requests and sign-ins
ANSWERED = dict[tuple[str, str], tuple[int, str, str]]


@pytest.fixture
def office(served: Served, engine: Engine, clock: MovingClock) -> Iterator[Driver]:
    """Give the Office with the process of petitions."""
    with engine.unit_of_work() as uow:
        uow.connection.execute(text(f"SELECT setval('entity_key', {FIRST_KEY})"))
    driver = Driver("don_thu", served=served, engine=engine, clock=clock)
    yield driver
    driver.close()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Give what the product logs, without what the tests' own clients say."""
    root, written = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(written), root.level
    handler.setFormatter(root.handlers[0].formatter)
    handler.addFilter(lambda record: record.name.partition(".")[0] in ("api", "engine", "hoidong", "uvicorn"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


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
        before = everything(curious, {**known, **dict.fromkeys(THINGS.values(), NOTHING), "id": "TC-1999-009"})
    letter = hide_letter(office, engine, actor(AN), actor(HAO))
    with office.served.person(who) as curious:
        after = everything(curious, {**known, **letter.keys, "id": letter.business_id})
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
        before = everything(signer, {**known, **dict.fromkeys(THINGS.values(), NOTHING), "id": "TC-1999-009"})
    letter = hide_letter(office, engine, actor(AN), actor(HAO))
    with office.served.person(HAO) as signer:
        after = everything(signer, {**known, **letter.keys, "id": letter.business_id})
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
            "process": "don_thu",
            "letter": "d",
            "page": "1",
        }


def everything(client: httpx.Client, values: dict[str, str]) -> ANSWERED:
    """Ask everything of the walk; give the answers by route and by what was asked."""
    answers: ANSWERED = {}
    for route, asks in WALK.items():
        sources = VALUES_OF_SOURCE if "source" in parameters_of(route) else ("",)
        for ask, source in product(asks, sources):
            for words in SECRETS if "{words}" in str(ask) else ("",):
                here = {**values, "source": source, "words": words}
                answers[route, f"{source} {words} {ask}"] = answer_of(client, route, ask, here)
    return answers


def answer_of(client: httpx.Client, route: str, ask: Ask, values: dict[str, str]) -> tuple[int, str, str]:
    """Ask once; give status, body and where it leads, without what the asker put in and what every request has anew."""
    method = route.partition(" ")[0]
    path = with_path(route, {name: values[{**THINGS, **KNOWN}[name]] for name in parameters_of(route)})
    sent: dict[str, Any] = {"params": filled(ask.query, values)}
    if ask.json is not None:
        sent["json"] = filled(ask.json, values)
    if ask.form is not None:
        sent["data"] = filled(ask.form, values)
    if ask.file is not None:
        sent["files"] = {"file": ("thu.pdf", ask.file, "application/pdf")}
    answer = client.request(method, path, **sent)
    assert answer.status_code < 500, (route, answer.text)
    own = {answer.headers["x-request-id"], values["id"], *(values[thing] for thing in THINGS.values())}
    return (
        answer.status_code,
        plain(text_of(answer), own, values["words"]),
        plain(answer.headers.get("location", ""), own, values["words"]),
    )


def text_of(answer: httpx.Response) -> str:
    """Give what an answer says, that of an exported workbook or document part by part."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return "\n".join(f"{name}\n{package.read(name).decode()}" for name in sorted(package.namelist()))


def plain(shown: str, own: set[str], words: str) -> str:
    """Take out of an answer what the asker put in, tokens and keys that are new each time."""
    for each in own:
        shown = shown.replace(each, "IT")
    if words:
        shown = shown.replace(words, "WORDS")
    shown = re.sub("[0-9a-f]{64}", "TOKEN", shown)
    shown = re.sub(r'name="command_id"\s+value="[^"]*"', "", shown)
    return re.sub(r"\d{15,}", "KEY", shown)
