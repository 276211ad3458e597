"""P25 and the registry: which petitions it is offered as what a registered document answers."""

import re

from tests.processes.driving import Driver
from tests.processes.incoming import letter
from tests.processes.petitions import AN, BODY, LIEN, RECEIVED, answered, awaiting, complaint


def test_an_answer_to_a_letter_that_awaits_none_is_handled_as_any_document(office: Driver, registry: Driver) -> None:
    case = complaint(office)
    incoming = answered(registry, case)
    assert registry.state(LIEN, incoming) == ("ACTIVE", "cho_but_phe")
    assert office.task(AN, case, "de_xuat")["assignee"] == AN


def test_the_registry_picks_only_letters_that_it_may_know_of(office: Driver, registry: Driver) -> None:
    own = awaiting(office)
    hidden = office.start(AN, RECEIVED)  # handed in at the officer's desk: the registry never saw it
    refused = registry.try_to_start(LIEN, letter(registry, tra_loi_don=hidden))
    assert [found["field"] for found in refused.json()["errors"]] == ["tra_loi_don"]
    offered = registry.person(LIEN).get("/chon/case", params={"q": "", "among": "process:don_thu"}).text
    assert (f'data-key="{own}"' in offered, f'data-key="{hidden}"' in offered) == (True, False)


def test_letters_that_await_an_answer_from_the_sender_are_offered_first_and_others_by_words_only(
    office: Driver, registry: Driver
) -> None:
    waiting, at_work = awaiting(office), complaint(office)
    given = {"f.do_mat": "thuong", "f.tiep_nhan": "nhan", "f.co_quan_gui": BODY, "command_id": "0" * 32}
    at_form = registry.person(LIEN).post("/lap-ho-so/van_ban_den/tinh-lai", data=given).text
    assert f"first=awaits%3Atra-loi-don&amp;first=field%3Atham_quyen_xu_ly%3D{BODY}" in at_form

    def offered(words: str, *first: str) -> list[str]:
        asked = {"q": words, "among": "process:don_thu", "first": ["awaits:tra-loi-don", *first]}
        return re.findall(r'data-key="(\d+)"', registry.person(LIEN).get("/chon/case", params=asked).text)

    assert offered("") == [waiting]
    assert offered("", f"field:tham_quyen_xu_ly={BODY}") == [waiting]
    assert offered("", "field:tham_quyen_xu_ly=STC") == offered("", "not-a-condition") == []
    assert offered("ĐT", f"field:tham_quyen_xu_ly={BODY}") == [waiting, at_work]
    assert offered("ĐT", "field:tham_quyen_xu_ly=STC") == [at_work, waiting]
    hidden = office.start(AN, RECEIVED)
    assert hidden not in offered("") + offered("ĐT")
