"""What is hidden costs the database the same statements as what does not exist: the time of an answer tells nothing."""

from collections import Counter
from collections.abc import Callable

import pytest

from engine.model.actor import Actor
from engine.operations import Engine
from tests.integration.pages.test_query_counts import statements
from tests.integration.secrecy.asking import NOTHING, answer_of
from tests.integration.secrecy.letter import AN, HAO, LIEN, hide_letter
from tests.integration.secrecy.test_every_route import known_values, office
from tests.integration.secrecy.walk import THINGS, WALK, parameters_of
from tests.processes.driving import Driver

__all__ = ["office"]
# Reads every case that is not restricted; nobody sees more and is not named. And somebody who sees few.
CURIOUS = ("luu.trong.nghia", "ngo.dinh.sang")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", CURIOUS)
def test_a_hidden_thing_costs_what_nothing_costs(
    office: Driver, engine: Engine, actor: Callable[[str], Actor], who: str
) -> None:
    letter = hide_letter(office, engine, actor(AN), actor(HAO))
    hidden = {**known_values(engine), **letter.keys, "id": letter.business_id, "words": "x", "source": "case"}
    nothing = {**hidden, **dict.fromkeys(THINGS.values(), NOTHING), "id": "TC-1999-009"}
    assert {LIEN, AN, HAO}.isdisjoint({who})
    different = {}
    with office.served.person(who) as curious:
        for route, asks in WALK.items():
            if not set(parameters_of(route)) & THINGS.keys():
                continue
            answer_of(curious, route, asks[0], nothing)  # law and models are in memory from then on
            cost = []
            for values in (hidden, nothing):
                with statements(engine) as asked:
                    answer_of(curious, route, asks[0], values)
                cost.append(Counter(asked))
            if cost[0] != cost[1]:
                different[route] = [sorted(one[:90] for one in (a - b).elements()) for a, b in (cost, cost[::-1])]
    assert not different, "\n".join(f"{route}: {of}" for route, of in different.items())
