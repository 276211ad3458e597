import httpx
import pytest

from api.accounts.csrf import SESSION_COOKIE, csrf_token
from engine.operations import Engine, forget_old_sign_ins
from tests.integration.api.conftest import Served, sign_in
from tests.office import PASSWORD, MovingClock

WHO = "/v2/authentication/me"
PERSON = "le.kim.oanh"


def token(client: httpx.Client, **fields: str) -> httpx.Response:
    form = {"grant_type": "client_credentials", "client_id": "tich-hop", "client_secret": PASSWORD}
    return client.post("/oauth/token", data={**form, **fields})


def test_a_machine_gets_a_token_that_works_until_it_expires(served: Served, sign_in_clock: MovingClock) -> None:
    with served.anonymous() as client:
        issued = token(client)
        assert issued.status_code == 200
        assert issued.headers["cache-control"] == "no-store"
        assert issued.json()["expires_in"] == 3600
        bearer = {"Authorization": f"Bearer {issued.json()['access_token']}"}
        assert client.get(WHO, headers=bearer).json()["username"] == "tich-hop"
        sign_in_clock.forward(seconds=3601)
        over = client.get(WHO, headers=bearer)
    assert (over.status_code, over.json()["code"]) == (401, "token_invalid")


def test_client_credentials_may_come_as_basic(served: Served) -> None:
    with served.anonymous() as client:
        form = {"grant_type": "client_credentials"}
        assert client.post("/oauth/token", data=form, auth=httpx.BasicAuth("tich-hop", PASSWORD)).status_code == 200


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"client_id": PERSON}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_wrong_client_credentials_are_refused_as_the_rfc_says(
    served: Served, fields: dict[str, str], status: int, error: str
) -> None:
    with served.anonymous() as client:
        answer = token(client, **fields)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize("body", [b"\xff", b"grant_type=%ff", b"a=1&a=2", b"x" * 20_000])
def test_a_broken_token_request_is_refused(served: Served, body: bytes) -> None:
    with served.anonymous() as client:
        answer = client.post(
            "/oauth/token", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_nobody_and_wrong_passwords_are_told_apart_by_code(served: Served) -> None:
    with served.anonymous() as client:
        nobody = client.get(WHO)
        wrong = client.get(WHO, auth=("tich-hop", "wrong"))
        unreadable = client.get(WHO, headers={"Authorization": "Negotiate x"})
    assert [answer.status_code for answer in (nobody, wrong, unreadable)] == [401, 401, 401]
    codes = [answer.json()["code"] for answer in (nobody, wrong, unreadable)]
    assert codes == ["not_authenticated", "credentials_wrong", "authorization_malformed"]


def test_a_person_signs_in_and_out(served: Served) -> None:
    with served.anonymous() as client:
        answer = sign_in(client, PERSON, PASSWORD, following="/viec?tab=done")
        assert (answer.status_code, answer.headers["location"]) == (303, "/viec?tab=done")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        session = client.cookies[SESSION_COOKIE]
        assert client.get(WHO).json()["username"] == PERSON
        left = client.post("/dang-xuat", data={"csrf_token": csrf_token(session)})
        assert left.status_code == 303
        assert SESSION_COOKIE not in client.cookies
        again = client.get(WHO, headers={"Cookie": f"{SESSION_COOKIE}={session}"})
    assert (again.status_code, again.json()["code"]) == (401, "session_over")


def test_signing_in_again_ends_the_session_before(served: Served) -> None:
    with served.anonymous() as client:
        sign_in(client, PERSON, PASSWORD)
        old = client.cookies[SESSION_COOKIE]
        assert sign_in(client, PERSON, PASSWORD).status_code == 303
        assert client.cookies[SESSION_COOKIE] != old
    with served.anonymous() as thief:
        assert thief.get(WHO, headers={"Cookie": f"{SESSION_COOKIE}={old}"}).status_code == 401


def test_a_session_ends_when_idle_and_in_any_case(served: Served, sign_in_clock: MovingClock) -> None:
    with served.person(PERSON) as idle, served.person(PERSON) as busy:
        sign_in_clock.forward(hours=5)
        assert busy.get(WHO).status_code == 200
        sign_in_clock.forward(hours=5)
        assert busy.get(WHO).status_code == 200
        assert idle.get(WHO).status_code == 401
        sign_in_clock.forward(hours=5)
        assert busy.get(WHO).status_code == 200
        sign_in_clock.forward(hours=2)
        assert busy.get(WHO).json()["code"] == "session_over"


def test_a_page_without_session_leads_to_signing_in_and_back(served: Served) -> None:
    with served.anonymous() as client:
        page = client.get("/viec?tab=done")
        assert page.status_code == 303
        assert page.headers["location"] == "/dang-nhap?next=/viec%3Ftab%3Ddone"
        fragment = client.get("/viec", headers={"HX-Request": "true", "HX-Current-URL": f"{served.url}/viec?q=a"})
    assert fragment.status_code == 401
    assert fragment.headers["hx-redirect"] == "/dang-nhap?next=/viec%3Fq%3Da"


def test_an_unsafe_request_of_a_session_needs_its_token(served: Served) -> None:
    with served.person(PERSON) as client:
        body: dict[str, object] = {"filter": {}}
        assert client.post("/v2/user-tasks/search", json=body).status_code == 200
        for wrong in ("", "0" * 64, csrf_token("another cookie")):
            refused = client.post("/v2/user-tasks/search", json=body, headers={"X-CSRF-Token": wrong})
            assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
        elsewhere = client.post("/v2/user-tasks/search", json=body, headers={"Sec-Fetch-Site": "cross-site"})
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "csrf_failed")


def test_signing_in_needs_the_page_s_token_too(served: Served) -> None:
    form = {"username": PERSON, "password": PASSWORD}
    with served.anonymous() as client:
        assert client.post("/dang-nhap", data=form).status_code == 403
        client.get("/dang-nhap")
        assert client.post("/dang-nhap", data={**form, "csrf_token": csrf_token("")}).status_code == 403


def test_too_many_wrong_passwords_close_the_door_for_a_while(served: Served, sign_in_clock: MovingClock) -> None:
    with served.anonymous() as client:
        wrong = [client.get(WHO, auth=(PERSON, f"wrong {n}")) for n in range(5)]
        assert {answer.status_code for answer in wrong} == {401}
        closed = client.get(WHO, auth=(PERSON, PASSWORD))
        assert (closed.status_code, closed.json()["code"]) == (429, "too_many_attempts")
        assert closed.headers["retry-after"] == "900"
        assert sign_in(client, PERSON, PASSWORD).status_code == 429
        assert client.get(WHO, auth=("tich-hop", PASSWORD)).status_code == 200
        sign_in_clock.forward(minutes=16)
        assert client.get(WHO, auth=(PERSON, PASSWORD)).status_code == 200


def test_a_right_password_forgives_the_wrong_ones_before(served: Served) -> None:
    with served.anonymous() as client:
        for _ in range(3):
            for _ in range(4):
                assert client.get(WHO, auth=(PERSON, "wrong")).status_code == 401
            assert sign_in(client, PERSON, PASSWORD).status_code == 303


def test_one_address_cannot_try_many_names(served: Served) -> None:
    with served.anonymous() as client:
        answers = [client.get(WHO, auth=(f"name{n}", "wrong")).status_code for n in range(51)]
    assert answers == [401] * 50 + [429]


def test_what_is_over_is_forgotten(served: Served, engine: Engine, sign_in_clock: MovingClock) -> None:
    with served.anonymous() as client:
        token(client)
        sign_in(client, PERSON, PASSWORD)
        rules = served.app.state.sign_in_rules
        with engine.unit_of_work() as uow:
            assert forget_old_sign_ins(uow, rules) == 0
        sign_in_clock.forward(days=100)
        with engine.unit_of_work() as uow:
            gone = forget_old_sign_ins(uow, rules)
        assert gone == 1 + 1 + 2 * 3
        assert client.get(WHO).status_code == 401
