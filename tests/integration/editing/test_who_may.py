"""An address is worth what its person may do now: nothing that has ended, changed hands or become secret answers."""

import io
from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import text

from tests.integration.api.conftest import Served
from tests.integration.editing.drafting import DAT, FIRST, OANH, SECOND, Drafting, token_in
from tests.integration.editing.program import LOCK, Word
from tests.integration.pages.desk import desk
from tests.office import MovingClock

METHODS = ("OPTIONS", "HEAD", "GET", "PROPFIND", "PROPPATCH", "LOCK", "PUT")
BODIES = {
    "LOCK": LOCK,
    "PUT": SECOND,
    "PROPPATCH": '<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><D:a/></D:prop></D:set></D:propertyupdate>',
}


def answers(address: str) -> dict[str, tuple[int, str]]:
    """Ask everything; give what is answered, without what differs from asking to asking."""
    told = {}
    with Word(address) as program:
        for method in METHODS:
            answer = program.ask(method, content=BODIES.get(method, ""))
            said = answer.text.replace(answer.headers["x-request-id"], "ID")
            told[method] = (answer.status_code, said)
    return told


def unknown(served: Served) -> dict[str, tuple[int, str]]:
    """Give what an address answers that was never given out."""
    told = answers(f"{served.url}/word/{'A' * 43}/Thong-bao.docx")
    assert {status for status, _ in told.values()} == {404}
    return told


def deactivated(drafting: Drafting, _: MovingClock) -> None:
    drafting.change("UPDATE person SET active = false WHERE username = :who", who=OANH)


def signed_out(drafting: Drafting, _: MovingClock) -> None:
    assert drafting.desk.post("/dang-xuat").status_code == 303


def session_ended_elsewhere(drafting: Drafting, _: MovingClock) -> None:
    drafting.change("DELETE FROM sign_in_session WHERE username = :who", who=OANH)


def out_of_date(_: Drafting, clock: MovingClock) -> None:
    clock.forward(hours=12)


def handed_over(drafting: Drafting, _: MovingClock) -> None:
    drafting.change("UPDATE user_task SET assignee = :who, candidate_users = '{}' WHERE state = 'CREATED'", who=DAT)


def become_secret(drafting: Drafting, _: MovingClock) -> None:
    drafting.change("DELETE FROM case_member")
    drafting.change("UPDATE user_task SET assignee = :who WHERE state = 'CREATED'", who=DAT)
    drafting.change("UPDATE process_instance SET restricted = true, started_by = :who", who=DAT)


def file_taken_away(drafting: Drafting, _: MovingClock) -> None:
    drafting.change("UPDATE document SET state = 'DELETED'")


def task_canceled_and_case_secret(drafting: Drafting, clock: MovingClock) -> None:
    become_secret(drafting, clock)
    drafting.change("UPDATE user_task SET state = 'COMPLETED', completed_by = :who", who=DAT)


@pytest.mark.parametrize(
    "happened",
    [
        deactivated,
        signed_out,
        session_ended_elsewhere,
        out_of_date,
        handed_over,
        become_secret,
        file_taken_away,
        task_canceled_and_case_secret,
    ],
)
def test_what_has_ended_answers_like_what_never_was(
    drafting: Drafting, sign_in_clock: MovingClock, happened: Callable[[Drafting, MovingClock], None]
) -> None:
    address = drafting.address()
    with Word(address) as program:
        assert program.open() == FIRST
        happened(drafting, sign_in_clock)
        assert answers(address) == unknown(drafting.served)
        assert program.put(SECOND).status_code == 404
        assert program.hold_lock().status_code == 404
    assert drafting.count("edit_save") == 0
    assert drafting.count("notice WHERE code = 'edit_refused'") == 0


def test_an_address_is_for_one_person_one_file_and_one_name(drafting: Drafting) -> None:
    address = drafting.address()
    folder = address.rpartition("/")[0]
    nothing = unknown(drafting.served)
    for other in ("khac.docx", "Thông báo.docx/", "Thông báo.docx/x", "~$Thông báo.docx"):
        assert {method: status for method, (status, _) in answers(f"{folder}/{other}").items()} == {
            method: status for method, (status, _) in nothing.items()
        }
    token = token_in(address)
    for wrong in (token[:-1], token + "A", token.swapcase(), token[::-1]):
        assert answers(address.replace(token, wrong)) == nothing
    with desk(drafting.served, DAT) as other_desk:
        refused = drafting.open_word(drafting.draft, desk=other_desk)
        assert refused.status_code in {403, 404}
    with desk(drafting.served, OANH) as same_person:
        assert drafting.address(desk=same_person) != address  # another session, another address


def test_of_a_token_only_a_hash_is_kept(drafting: Drafting) -> None:
    token = token_in(drafting.address())
    with drafting.engine.unit_of_work() as uow:
        [row] = uow.connection.execute(text("SELECT edit_address::text FROM edit_address")).scalars()
    assert token not in row


def test_a_token_stands_in_no_log_and_no_figure(drafting: Drafting, log: io.StringIO) -> None:
    with Word(drafting.address()) as program:
        program.open()
        program.save(SECOND)
        program.put(b"no word file")
        program.ask("POST")
        program.ask("GET", folder=True)
        token = token_in(program.address)
    httpx.get(f"{drafting.served.url}/word/{token}")
    told = log.getvalue()
    assert '"/word/{token}/{name:path}"' in told
    assert token not in told
    figures = httpx.get(f"{drafting.served.url}/metrics").text
    assert "/word/{token}" in figures
    assert token not in figures


def test_a_machine_gets_no_address(drafting: Drafting) -> None:
    with drafting.served.machine() as machine:
        answer = machine.post(f"{drafting.task}/mo-bang-word?o=du_thao&tep={drafting.draft}", follow_redirects=False)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("field", "document"),
    [("ghi_chu", None), ("khong_co", None), ("du_thao", "999"), ("du_thao", "pdf")],
    ids=["no file field", "no field", "no file", "no Word file"],
)
def test_only_word_files_of_the_task_are_opened(drafting: Drafting, field: str, document: str | None) -> None:
    key = document or drafting.draft
    if document == "pdf":
        files = {"file": ("quét.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")}
        key = drafting.desk.client.post("/v2/documents", files=files).json()["documentId"]
    assert drafting.open_word(key, field=field).status_code in {400, 404}
    assert drafting.count("edit_address") == 0


def test_a_file_of_another_case_is_not_opened_here(drafting: Drafting) -> None:
    strange = drafting.desk.client.post("/v2/documents", files={"file": ("Tờ trình.docx", FIRST)}).json()["documentId"]
    assert drafting.open_word(strange).status_code == 404


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("LOCK", '<!DOCTYPE x [<!ENTITY a "b">]><D:lockinfo xmlns:D="DAV:">&a;</D:lockinfo>'),
        ("LOCK", "<nothing/>"),
        ("LOCK", "no xml"),
        ("PROPFIND", '<D:propfind xmlns:D="DAV:"><D:prop>' + "<D:a/>" * 101 + "</D:prop></D:propfind>"),
        ("PROPFIND", "<a>" * 5000),
        ("PROPPATCH", ""),
        ("LOCK", LOCK.replace("exclusive", "shared")),
    ],
)
def test_hostile_bodies_are_refused(drafting: Drafting, method: str, body: str) -> None:
    with Word(drafting.address()) as program:
        assert program.ask(method, content=body).status_code == 400
        assert program.ask(method, content="<a>" + "b" * 70_000).status_code == 413
        assert program.ask(method, content=(piece for piece in (b"<a>", b"b" * 70_000))).status_code == 413


@pytest.mark.parametrize("header", ["(", "()", "<a>", "(<a)", "(Not)", "((<a>))", "x", "(<a>" + "b" * 5000 + ")"])
def test_conditions_that_cannot_be_read_are_refused(drafting: Drafting, header: str) -> None:
    with Word(drafting.address()) as program:
        refused = program.ask("PUT", content=SECOND, headers={"If": header})
        assert refused.status_code in {400, 412}, refused.text
        assert program.ask("PUT", content=SECOND, headers={"Content-Range": "bytes 0-1/2"}).status_code == 400
    assert drafting.count("edit_save") == 0
