"""The signing program as a real process: paired over HTTP, asked by its window, signing with a token."""

import base64
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api.cli import main
from engine.keys import pairing_proof
from engine.model.actor import Actor
from engine.model.records import InstanceRecord
from engine.operations import Engine
from engine.operations.agents.awaited_signature import awaited_signatures
from engine.signing import Signatory, validate
from engine.worker.connectors import CONNECTORS
from engine.worker.run_job import run_job
from tests.agent_process import AgentHome
from tests.integration.api.conftest import NO_CERTIFICATES, Served
from tests.office import MORNING, PASSWORD
from tests.signing import Authority, secret
from tests.signing_case import SIGNER, claim, signed, stored
from tests.softhsm import LABEL, PIN
from tests.token_keys import put_on_token

PAIRING, KEY = "/bao-mat/may-ky", "khoa-cua-chu"
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def home(tmp_path: Path) -> AgentHome:
    folder = tmp_path / "agent"
    folder.mkdir()
    return AgentHome(folder=folder)


@pytest.fixture
def token_key(
    softhsm: str, desk: Path, authority: Authority, actor: Callable[[str], Actor], request: pytest.FixtureRequest
) -> str:
    """Put a key of the signer's on the token, and take theirs from the server; give its label."""
    (desk / f"{SIGNER}.p12").unlink()
    label, key = f"{KEY}-{request.node.name}"[:60], secret()
    certificate = authority.certify(Signatory(name=actor(SIGNER).display_name), key)
    put_on_token(softhsm, label, key, certificate)
    (desk / "trust" / "ca" / "below.cer").write_bytes(authority.chain)  # tokens often hold the signer's own alone
    return label


def code_for(served: Served, username: str = SIGNER) -> str:
    """Take a pairing code from the person's page."""
    with served.person(username) as client:
        page = client.post(PAIRING, data={"viec": "ghep", "current": PASSWORD})
    found = re.search(r"<code class=\"fs-3\">([A-Z2-9-]+)</code>", page.text)
    assert found is not None, page.text
    return found.group(1)


def work(engine: Engine) -> None:
    run_job(engine, CONNECTORS["ky-so"], claim(engine))


def browser() -> httpx.Client:
    """Give a browser for the program's window."""
    return httpx.Client(timeout=30, verify=NO_CERTIFICATES, follow_redirects=True)


def test_a_leader_signs_with_the_token_in_their_own_machine(
    engine: Engine,
    served: Served,
    softhsm: str,
    token_key: str,
    case: InstanceRecord,
    home: AgentHome,
    actor: Callable[[str], Actor],
) -> None:
    paired = home.pair(served.url, library=softhsm, key=token_key, code=code_for(served))
    assert paired.returncode == 0, paired.stderr
    assert "Bùi Xuân Tường" in paired.stdout
    assert (home.settings.stat().st_mode & 0o777, PIN in home.settings.read_text()) == (0o600, False)
    work(engine)
    with home.running(), browser() as window:
        opened = home.opened()
        page = window.get(opened)
        assert "Thông báo.pdf" in page.text
        assert "Bùi Xuân Tường" in page.text
        assert window.get(opened).status_code == 404  # an address works once
        [mark] = re.findall(r'name="mark" value="([0-9.]+)"', page.text)
        paper = window.get(f"{page.url}/{mark}.pdf", headers=BROWSER)
        assert paper.content.startswith(b"%PDF")
        origin = {"Origin": f"http://{page.url.host}:{page.url.port}", **BROWSER}

        wrong = window.post(page.url, data={"act": "sign", "mark": mark, "pin": "0000"}, headers=origin)
        assert 'data-code="token_pin_wrong"' in wrong.text
        with engine.unit_of_work() as uow:
            [awaited] = awaited_signatures(uow, actor(SIGNER))
        assert awaited.code == "token_pin_wrong"
        assert len(stored(engine)) == 1

        done = window.post(page.url, data={"act": "sign", "mark": mark, "pin": PIN}, headers=origin)
        assert "Đã ký và gửi về hệ thống" in done.text
    work(engine)
    assert engine.settings.signing is not None
    [record] = validate(signed(engine, case), engine.settings.signing.trust(), MORNING).signatures
    assert (record.valid, record.signer) == (True, "Bùi Xuân Tường")
    assert PIN not in home.told()


def test_who_declines_is_asked_again_when_they_press_again(
    engine: Engine,
    served: Served,
    softhsm: str,
    token_key: str,
    case: InstanceRecord,
    home: AgentHome,
) -> None:
    assert home.pair(served.url, library=softhsm, key=token_key, code=code_for(served)).returncode == 0
    work(engine)
    with home.running(), browser() as window:
        page = window.get(home.opened())
        [mark] = re.findall(r'name="mark" value="([0-9.]+)"', page.text)
        origin = {"Origin": f"http://{page.url.host}:{page.url.port}", **BROWSER}
        said = window.post(page.url, data={"act": "decline", "mark": mark}, headers=origin)
        assert "Đã báo hệ thống: không ký." in said.text
        with served.person(SIGNER) as signer:
            waits = signer.get(PAIRING)
            assert "Anh/chị đã chọn Không ký" in waits.text
            [request] = re.findall(r'name="request" value="(\d+)"', waits.text)
            assert signer.post(PAIRING, data={"viec": "ky-lai", "request": request}).status_code == 303
        work(engine)
        again = window.get(home.opened())
        assert mark not in again.text
        assert "Thông báo.pdf" in again.text
    assert len(stored(engine)) == 1


def test_a_code_pairs_once_and_only_the_one_it_was_made_for(
    served: Served, softhsm: str, token_key: str, home: AgentHome
) -> None:
    other = home.pair(served.url, library=softhsm, key=token_key, code=code_for(served, "mai.thanh.hao"))
    assert (other.returncode, "Chứng thư số này của “Bùi Xuân Tường”" in other.stderr) == (1, True)
    code = code_for(served)
    wrong = home.pair(served.url, library=softhsm, key=token_key, code=code, pin="0000")
    assert (wrong.returncode, "Mã PIN không đúng" in wrong.stderr) == (1, True)
    assert not home.settings.exists()
    assert home.pair(served.url, library=softhsm, key=token_key, code=code).returncode == 0
    spent = home.pair(served.url, library=softhsm, key=token_key, code=code)
    assert (spent.returncode, "Mã ghép không đúng" in spent.stderr) == (1, True)
    insecure = home.pair("http://hoi-dong.example", library=softhsm, key=token_key, code=code)
    assert (insecure.returncode, "https://" in insecure.stderr) == (1, True)


def test_a_certificate_of_nobody_who_is_trusted_is_not_paired(
    served: Served, desk: Path, actor: Callable[[str], Actor]
) -> None:
    stranger = Authority().issue(Signatory(name=actor(SIGNER).display_name))
    code = code_for(served)
    body = {
        "code": code,
        "machine": "PC",
        "certificates": [base64.b64encode(one).decode() for one in (stranger.certificate, *stranger.chain)],
        "proof": base64.b64encode(stranger.sign(pairing_proof(code))).decode(),
    }
    with served.anonymous() as client:
        refused = client.post("/v2/signing-agents", json=body)
        assert (refused.status_code, refused.json()["code"]) == (400, "certificate_untrusted")
        unproven = client.post("/v2/signing-agents", json={**body, "proof": base64.b64encode(b"no proof").decode()})
        assert (unproven.status_code, unproven.json()["code"]) == (400, "proof_wrong")


def test_only_a_paired_machine_s_token_opens_what_waits_and_opens_nothing_else(
    engine: Engine, served: Served, softhsm: str, token_key: str, case: InstanceRecord, home: AgentHome
) -> None:
    assert home.pair(served.url, library=softhsm, key=token_key, code=code_for(served)).returncode == 0
    token = re.search(r'"token": "([^"]+)"', home.settings.read_text())
    assert token is not None
    work(engine)
    with served.anonymous(headers={"Authorization": f"Bearer {token.group(1)}"}) as agent:
        [waiting] = agent.post("/v2/signing-requests/search", json={}).json()["items"]
        for path in ("/v2/authentication/me", f"/v2/process-instances/{case.key}", "/viec", f"/ho-so/{case.key}"):
            assert agent.get(path, follow_redirects=False).status_code in {401, 303}, path
    for client in (served.anonymous(), served.machine()):
        with client:
            assert client.post("/v2/signing-requests/search", json={}).status_code == 401
            path = f"/v2/signing-requests/{waiting['signingRequestKey']}/document"
            assert client.get(path).status_code == 401
    with served.person(SIGNER) as person:  # not even the signer's own session
        assert person.post("/v2/signing-requests/search", json={}).status_code == 401
        answer = {"mark": waiting["mark"], "signature": "MEUC"}
        path = f"/v2/signing-requests/{waiting['signingRequestKey']}/signature"
        assert person.post(path, json=answer).status_code == 401


def test_the_search_waits_until_something_is_there(
    engine: Engine, served: Served, softhsm: str, token_key: str, case: InstanceRecord, home: AgentHome
) -> None:
    assert home.pair(served.url, library=softhsm, key=token_key, code=code_for(served)).returncode == 0
    with home.running():
        work(engine)
        assert home.opened().startswith("http://127.0.0.1:")


def test_a_machine_that_is_no_longer_paired_ends(served: Served, softhsm: str, token_key: str, home: AgentHome) -> None:
    assert home.pair(served.url, library=softhsm, key=token_key, code=code_for(served)).returncode == 0
    with served.person(SIGNER) as signer:
        [agent] = re.findall(r'name="agent" value="(\d+)"', signer.get(PAIRING).text)
        assert signer.post(PAIRING, data={"viec": "bo", "agent": agent}).status_code == 303
    with home.running() as process:
        assert process.wait(30) == 3
    assert "chưa được ghép hoặc đã bị bỏ ghép" in home.told()


@pytest.mark.usefixtures("environment")
def test_an_operator_forgets_the_machines_of_a_stolen_computer(
    served: Served, softhsm: str, token_key: str, home: AgentHome, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = code_for(served)
    assert home.pair(served.url, library=softhsm, key=token_key, code=begun).returncode == 0
    begun = code_for(served)
    assert main(["person", "forget-machines", SIGNER]) == 0
    assert "machines_forgotten=1" in capsys.readouterr().out
    assert home.pair(served.url, library=softhsm, key=token_key, code=begun).returncode == 1
    with home.running() as process:
        assert process.wait(30) == 3
    assert main(["person", "forget-machines", "khong.co.ai"]) == 1


def test_what_is_plugged_in_is_listed(softhsm: str, home: AgentHome, tmp_path: Path) -> None:
    listed = subprocess.run(home.command("tokens", "--library", softhsm), capture_output=True, text=True, check=True)
    assert LABEL in listed.stdout
    missing = home.command("tokens", "--library", str(tmp_path / "driver.so"))
    refused = subprocess.run(missing, capture_output=True, text=True, check=False)
    assert (refused.returncode, "Không dùng được thư viện của thiết bị ký" in refused.stderr) == (1, True)
    unpaired = subprocess.run(home.command("run"), capture_output=True, text=True, check=False)
    assert (unpaired.returncode, "Máy này chưa được ghép" in unpaired.stderr) == (3, True)


def test_a_wrong_password_gives_no_code(served: Served) -> None:
    with served.person(SIGNER) as signer:
        refused = signer.post(PAIRING, data={"viec": "ghep", "current": "sai"})
    assert refused.status_code == 400
    assert "Mật khẩu hiện nay không đúng." in refused.text
