"""Signing in by steps: a code, a password of one's own, a demanded factor, and what thieves try."""

import base64
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from api.accounts.csrf import SESSION_COOKIE, csrf_token
from engine.clock import Clock
from engine.errors import Conflict
from engine.model.actor import Actor
from engine.operations import Engine, EngineSettings
from engine.operations.signing_in.factor_secret import reseal_factors
from engine.operations.signing_in.second_factor import begin_enrolment, code_given, confirm_enrolment, pending_enrolment
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.signing_in.totp import code_at, step_of
from tests.integration.api.conftest import Served, sign_in
from tests.integration.secrecy.walk import WALK, filled, parameters_of, with_path
from tests.office import PASSWORD, SECRET, MovingClock

WHO, STEP, FACTOR = "/v2/authentication/me", "/dang-nhap/tiep", "/bao-mat/hai-buoc"
OANH, ADMIN = "le.kim.oanh", "quantri"
# What anybody may ask, signed in or not: nothing of the Office's.
OPEN = {
    *("GET /health", "GET /health/ready", "GET /metrics", "GET /static", "POST /oauth/token", "POST /ngon-ngu"),
    *("GET /dang-nhap", "POST /dang-nhap", "GET /dang-nhap/tiep", "POST /dang-nhap/tiep", "POST /dang-xuat"),
    *("GET /v2/openapi.json", "GET /v2/status", "GET /v2/license"),
    *("GET /thiet-ke/moi.bpmn", "GET /thiet-ke/bieu-mau/moi.form", "GET /thiet-ke/bang-quy-tac/moi.dmn"),
    *("GET /", "GET /lap-ho-so/{process_id}/dong"),  # lead on to a page that asks who it is
    # Asked by what stands in the address alone: no cookie opens it, and none is looked at.
    *(route for route in WALK if "/word/{token}/" in route),
    # Asked by a paired machine's token alone: no session opens them.
    *(route for route in WALK if "/v2/signing-requests" in route),
    *(f"GET /viec/{{task_key:int}}/{name}" for name in ("dong", "gui-lai", "hoan-thanh", "nhan")),
}


def post(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Send a form as the page that the browser has open does."""
    return client.post(path, data={"csrf_token": csrf_token(client.cookies[SESSION_COOKIE]), **fields})


def secret_on(page: str) -> bytes:
    """Read the secret that a page of enrolment shows."""
    found = re.search(r'<code class="text-break">([A-Z2-7 ]+)</code>', page)
    assert found is not None
    return base64.b32decode(found.group(1).replace(" ", ""))


def codes_on(page: str) -> list[str]:
    """Read the recovery codes that a page shows."""
    return re.findall(r"<code>((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})</code>", page)


def enrol(client: httpx.Client, clock: MovingClock, path: str = FACTOR) -> tuple[bytes, list[str]]:
    """Set up an app; give its secret and the recovery codes."""
    assert post(client, path, viec="bat-dau").status_code == 303
    secret = secret_on(client.get(path).text)
    wrong = post(client, path, viec="xac-nhan", code="000000")
    assert (wrong.status_code, "Mã không đúng" in wrong.text) == (400, True)
    answer = post(client, path, viec="xac-nhan", code=code_at(secret, step_of(clock.moment)))
    assert answer.status_code == 200
    return secret, codes_on(answer.text)


def begun(client: httpx.Client, password: str = PASSWORD) -> None:
    """Give a right password that is not enough."""
    answer = sign_in(client, OANH, password, following="/viec?tab=done")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{STEP}?next=/viec%3Ftab%3Ddone")


def everything_refused(client: httpx.Client) -> None:
    """Ask every route with a session that is not complete: nothing answers but the way to its next step."""
    client.headers["X-CSRF-Token"] = csrf_token(client.cookies[SESSION_COOKIE])
    let_in = {}
    for route, asks in WALK.items():
        if route in OPEN:
            continue
        values = dict.fromkeys((*parameters_of(route), "case", "task", "words", "id", "document"), "1")
        for ask in asks:
            sent: dict[str, Any] = {"params": filled(ask.query, values), "data": filled(ask.form or {}, values) or None}
            if ask.json is not None:
                sent = {"params": sent["params"], "json": filled(ask.json, values)}
            answer = client.request(route.partition(" ")[0], with_path(route, values), **sent)
            ahead = answer.status_code == 303 and answer.headers["location"].startswith(f"{STEP}?next=")
            malformed = answer.status_code in {400, 415}  # refused before anybody is asked who they are
            if not (ahead or malformed or (answer.status_code == 401 and "sign_in_unfinished" in answer.text)):
                let_in[route] = answer.status_code
    del client.headers["X-CSRF-Token"]
    assert sorted(let_in.items()) == []


def test_a_password_alone_opens_nothing_once_there_is_a_second_factor(
    served: Served, sign_in_clock: MovingClock
) -> None:
    with served.anonymous() as desk, served.anonymous() as thief:
        sign_in(desk, OANH, PASSWORD)
        sign_in(thief, OANH, PASSWORD)
        secret, recovery = enrol(desk, sign_in_clock)
        assert len(recovery) == 10
        assert thief.get(WHO).status_code == 401  # enrolling ends what a thief had opened before
        assert desk.get(WHO).json()["username"] == OANH
        assert not re.search("text-break|qrline|<svg xmlns", desk.get(FACTOR).text)
        used = code_at(secret, step_of(sign_in_clock.moment))

        begun(thief)
        everything_refused(thief)
        assert thief.get(WHO).json()["code"] == "sign_in_unfinished"
        assert thief.get(WHO, auth=(OANH, PASSWORD)).json()["code"] == "password_not_enough"
        assert post(thief, STEP, code=used).status_code == 400  # seen over the shoulder
        assert post(thief, STEP, viec="bat-dau").status_code == 400
        assert post(thief, STEP, code=recovery[0][:-1]).status_code == 400

        begun(desk)
        half = desk.cookies[SESSION_COOKIE]
        sign_in_clock.forward(seconds=30)
        code = code_at(secret, step_of(sign_in_clock.moment))
        inside = post(desk, STEP, code=f" {code[:3]} {code[3:]}", next="/viec?tab=done")
        assert (inside.status_code, inside.headers["location"]) == (303, "/viec?tab=done")
        assert desk.cookies[SESSION_COOKIE] != half
        assert desk.get(STEP).headers["location"] == "/"
        assert post(thief, STEP, code=code).status_code == 400
        with served.anonymous() as old:
            answer = old.get(WHO, headers={"Cookie": f"{SESSION_COOKIE}={half}"})
            assert answer.json()["code"] == "session_over"

        begun(desk)
        assert post(desk, STEP, code=recovery[0].lower()).status_code == 303
        assert "vừa được dùng; còn 9 mã" in desk.get("/thong-bao").text
        begun(desk)
        assert post(desk, STEP, code=recovery[0]).status_code == 400

        sign_in_clock.forward(seconds=1)
        wrong = [post(thief, STEP, code="000000").status_code for _ in range(6)]
        assert wrong == [400] * 5 + [429]
        sign_in_clock.forward(minutes=1)
        assert post(desk, STEP, code=code_at(secret, step_of(sign_in_clock.moment))).status_code == 429
        sign_in_clock.forward(minutes=15)
        assert post(desk, STEP, code=code_at(secret, step_of(sign_in_clock.moment))).status_code == 303
        sign_in_clock.forward(minutes=15)
        late = thief.get(STEP)
        assert (late.status_code, late.headers["location"]) == (303, "/dang-nhap?next=/")


def test_what_a_person_does_with_the_factor_takes_a_code_and_an_administrator_a_reason(
    served: Served, sign_in_clock: MovingClock
) -> None:
    def code() -> str:
        sign_in_clock.forward(seconds=30)
        return code_at(secret, step_of(sign_in_clock.moment))

    with served.anonymous() as desk, served.person(ADMIN) as admin:
        sign_in(desk, OANH, PASSWORD)
        secret, first = enrol(desk, sign_in_clock)
        assert post(desk, FACTOR, viec="ma-khoi-phuc", code="000000").status_code == 400
        second = codes_on(post(desk, FACTOR, viec="ma-khoi-phuc", code=code()).text)
        assert (len(second), set(first) & set(second)) == (10, set())
        assert post(desk, FACTOR, viec="bat-dau").status_code == 409
        assert post(desk, FACTOR, viec="tat", code=first[0]).status_code == 400
        assert post(desk, FACTOR, viec="tat", code=second[0]).headers["location"] == "/bao-mat?bao=da-tat"
        with served.person(OANH) as other:
            assert other.get(WHO).status_code == 200

        secret, _ = enrol(desk, sign_in_clock)
        page = f"/quan-tri/nguoi/{OANH}"
        assert "Xác thực hai bước đang bật" in admin.get(page).text
        wordless = admin.post(page, data={"viec": "go-hai-buoc"})
        assert (wordless.status_code, 'id="factor_reason-error"' in wordless.text) == (400, True)
        reset = {"viec": "go-hai-buoc", "factor_reason": "Mất điện thoại"}
        assert admin.post(page, data=reset).status_code == 303
        assert admin.post(page, data=reset).status_code == 409
        assert desk.get(WHO).status_code == 401
        assert sign_in(desk, OANH, PASSWORD).headers["location"] == "/"
        assert "gỡ xác thực hai bước của anh/chị" in desk.get("/thong-bao").text
        log = admin.get("/quan-tri/nhat-ky").text
        assert "gỡ xác thực hai bước của Lê Thị Kim Oanh (le.kim.oanh)" in log
        assert "Mất điện thoại" in log


def test_a_role_that_must_have_a_second_factor_gets_one_at_sign_in(served: Served, sign_in_clock: MovingClock) -> None:
    with served.anonymous() as desk, served.person(ADMIN) as admin, served.machine() as machine:
        sign_in(desk, OANH, PASSWORD)
        assert admin.post("/quan-tri/hai-buoc", data={"group.khong_co": "1"}).status_code == 400
        ticked = {"group.chuyen_vien": "1", "group.may_tich_hop": "1"}
        assert admin.post("/quan-tri/hai-buoc", data=ticked).status_code == 303
        assert re.search(r'name="group.chuyen_vien" value="1" checked', admin.get("/quan-tri/hai-buoc").text)
        assert desk.get(WHO).status_code == 200  # whoever is inside stays until the next sign-in
        begun(desk)
        assert desk.get(WHO).json()["code"] == "sign_in_unfinished"
        _, codes = enrol(desk, sign_in_clock, STEP)
        assert len(codes) == 10
        assert desk.get(WHO).json()["username"] == OANH
        assert post(desk, FACTOR, viec="tat", code=codes[0]).status_code == 409
        assert desk.get(FACTOR).text.count('value="tat"') == 0
        assert machine.get(WHO).status_code == 200
        form = {"grant_type": "client_credentials", "client_id": "tich-hop", "client_secret": PASSWORD}
        with served.anonymous() as stranger:
            assert stranger.post("/oauth/token", data=form).status_code == 200


def test_a_password_that_somebody_else_chose_is_changed_first(served: Served) -> None:
    with served.person(ADMIN) as admin:
        shown = admin.post(f"/quan-tri/nguoi/{OANH}", data={"viec": "mat-khau"}).text
    given = re.search(r"<code>([\w-]{16})</code>", shown)
    assert given is not None
    own = "một mật khẩu của riêng tôi"
    with served.anonymous() as desk:
        begun(desk, given.group(1))
        assert desk.get(WHO).json()["code"] == "sign_in_unfinished"
        assert desk.get(WHO, auth=(OANH, given.group(1))).json()["code"] == "password_not_enough"
        for unfit, words in (
            ("ngắn", "ít nhất 12 ký tự"),
            ("Lê Thị Kim Oanh 1", "tên của anh/chị"),
            ("le_kim_oanh_2026", "tên của anh/chị"),
            (given.group(1), "khác mật khẩu cũ"),
            ("một mật khẩu\x00 của tôi", "gõ được"),
        ):
            refused = post(desk, STEP, password=unfit, again=unfit)
            assert (refused.status_code, words in refused.text) == (400, True), unfit
        assert post(desk, STEP, password=own, again=own + "!").status_code == 400
        assert post(desk, STEP, password=own, again=own, next="/viec").headers["location"] == "/viec"
        assert desk.get(WHO).status_code == 200
        with served.anonymous() as elsewhere:
            assert sign_in(elsewhere, OANH, given.group(1)).status_code == 401
            assert sign_in(elsewhere, OANH, own).headers["location"] == "/"
            page = desk.get("/bao-mat").text
            assert page.count('name="mark"') == 1  # one's own session is not offered
            mark = re.search(r'name="mark"\s+value="([0-9a-f]{64})"', page)
            assert mark is not None
            with served.person(ADMIN) as admin:
                admin.post("/bao-mat/phien", data={"mark": mark.group(1)})  # somebody else's: nothing happens
            assert elsewhere.get(WHO).status_code == 200
            assert post(desk, "/bao-mat/phien", mark=mark.group(1)).status_code == 303
            assert elsewhere.get(WHO).status_code == 401
        newer = {"password": "một mật khẩu khác nữa", "again": "một mật khẩu khác nữa"}
        assert post(desk, "/bao-mat/mat-khau", current="sai", **newer).status_code == 400
        assert post(desk, "/bao-mat/mat-khau", current=own, **newer).headers["location"] == "/bao-mat?bao=da-doi"
        assert desk.get(WHO).status_code == 200


def test_a_factor_outlives_the_secret_key_that_sealed_it(
    engine: Engine, clock: MovingClock, actor: Callable[[str], Actor]
) -> None:
    person, rules = actor(OANH), SignInRules(clock=Clock(read=clock))

    def keyed(secret: bytes, *former: bytes) -> Engine:
        return Engine(engine.database, engine.objects, EngineSettings(secret=secret, former_secrets=former))

    with engine.unit_of_work() as uow:
        begin_enrolment(uow, person)
        shown = pending_enrolment(uow, person)
        assert shown is not None
        secret = secret_on(f'<code class="text-break">{shown.secret}</code>')
        confirm_enrolment(uow, rules, person, code=code_at(secret, step_of(clock.moment)))
        kept = uow.connection.execute(text("SELECT sealed FROM second_factor")).scalar_one()
    assert secret not in kept
    new = b"a newer secret of the tests only"
    clock.forward(seconds=30)
    code = code_at(secret, step_of(clock.moment))
    with pytest.raises(Conflict), code_given(keyed(new), rules, person, code):
        pass
    assert reseal_factors(keyed(new, SECRET)) == 1
    assert reseal_factors(keyed(new, SECRET)) == 0
    with code_given(keyed(new), rules, person, code):
        pass
