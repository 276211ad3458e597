"""A leader presses Ký số in the system and enters the PIN at the machine in which the token is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.commands.seed import DEMO_PASSWORD
from engine.signing import Signatory
from tests.agent_process import AgentHome
from tests.e2e.accessibility import accessibility_findings, width_findings
from tests.e2e.conftest import NARROW, WAIT_MS, Enter
from tests.e2e.copying import KHAI
from tests.e2e.journeys.on_tablet import files_of, pdfsig
from tests.e2e.product import Product
from tests.e2e.visitor import Visitor
from tests.models import bpmn, end, flow, service_task, start, user_task
from tests.signing import Authority, draft, secret
from tests.signing_case import DRAFT, headers
from tests.softhsm import PIN
from tests.token_keys import put_on_token

SIGNER, NAME, KEY = "bui.xuan.tuong", "Bùi Xuân Tường", "khoa-tren-may-cua-chu"
PROCESS = "thu_ky_tren_may"


def model() -> bytes:
    """Give a process in which the signer presses and the system signs."""
    told = {"signature": "=nguoi_ky", "verb": "Ký số", "outcome": "Đã ký số lúc {luc}."}
    properties = "".join(f'<zeebe:property name="{name}" value="{value}"/>' for name, value in told.items())
    press = user_task("ky", assignee="=nguoi_ky", extra=f"<zeebe:properties>{properties}</zeebe:properties>")
    job = service_task("a", "ky-so").replace(
        "</bpmn:extensionElements>", f"{headers('nguoi_ky', 'van_ban')}</bpmn:extensionElements>"
    )
    after = user_task("xem", assignee="=nguoi_ky")
    flows = flow("f0", "dau", "ky") + flow("f1", "ky", "a") + flow("f2", "a", "xem") + flow("f3", "xem", "cuoi")
    return bpmn(start() + press + job + after + end() + flows, process_id=PROCESS, name="Ký trên máy của mình")


@pytest.fixture
def token(product: Product, softhsm: str) -> Iterator[str]:
    """Move the signer's key from the server to a token, as an operator does; give the token's library."""
    folder, authority, key = product.folder / "signing", Authority(), secret("rsa")
    put_on_token(softhsm, KEY, key, authority.certify(Signatory(name=NAME), key))
    kept, root, below = (folder / name for name in (f"{SIGNER}.p12", "trust/may.cer", "trust/ca/may.cer"))
    below.parent.mkdir(exist_ok=True)
    was = kept.read_bytes()
    kept.unlink()
    root.write_bytes(authority.trust().roots[0])
    below.write_bytes(authority.chain)
    yield softhsm
    kept.write_bytes(was)
    root.unlink()
    below.unlink()


@pytest.fixture
def case(product: Product) -> str:
    """Start a case with a paper to be signed; give its key."""
    with product.client(KHAI) as designer:
        files = {"resources": ("thu.bpmn", model(), "text/xml")}
        designer.post("/v2/deployments", files=files).raise_for_status()
    with product.client(SIGNER) as client:
        paper = ("Thông báo.pdf", draft(DRAFT.replace("NAME", NAME)), "application/pdf")
        given = {"nguoi_ky": SIGNER, "chuc_vu_ky": "CHÁNH VĂN PHÒNG", "nguoi_co_tham_quyen": [SIGNER]}
        body = {"processDefinitionId": PROCESS, "variables": given}
        started = client.post("/v2/process-instances", json=body)
        started.raise_for_status()
        key = str(started.json()["processInstanceKey"])
        stored = client.post(
            "/v2/documents", files={"file": paper}, data={"metadata": f'{{"processInstanceKey":"{key}"}}'}
        )
        stored.raise_for_status()
    named = {"variables": {"van_ban": [stored.json()["documentId"]]}}
    product.machine("PUT", f"/v2/element-instances/{key}/variables", named)
    return key


def test_a_leader_signs_at_their_own_machine(
    enter: Enter, token: str, case: str, product: Product, tmp_path: Path
) -> None:
    signer, home = enter(SIGNER), AgentHome(folder=tmp_path)
    the_machine_is_paired(signer, home, product.url, token)
    signer.open("/viec")
    signer.main.get_by_role("row").filter(has_text="Việc ky").first.get_by_role("link").first.click()
    signer.button("Ký số").click()
    expect(signer.flash).to_contain_text("Chưa ký, đã giữ lại.", timeout=2 * WAIT_MS)
    expect(signer.flash).to_contain_text("nhập PIN trong cửa sổ Máy ký")
    assert accessibility_findings(signer.page) == []
    with home.running():
        window = signer.page.context.new_page()
        window.goto(home.opened())
        the_window_shows_the_paper(window)
        window.close()  # in the middle: nothing is signed
        signer.page.get_by_role("button", name="Ký số lần nữa").click()
        window = signer.page.context.new_page()
        window.goto(home.opened())
        a_wrong_pin_is_told_in_both_places(window, signer)
        window.get_by_label("PIN của thiết bị ký").fill(PIN)
        window.get_by_role("button", name="Ký số", exact=True).click()
        expect(window.get_by_role("status")).to_contain_text("Đã ký và gửi về hệ thống")
    expect(signer.flash).to_contain_text("Đã ký số lúc 09:00", timeout=2 * WAIT_MS)
    signed = [
        pdfsig(path) for _, path in files_of(signer, f"/ho-so/{case}", tmp_path) if "Signature #1" in pdfsig(path)
    ]
    assert len(signed) == 1, signed
    assert signed[0].count("Signature is Valid.") == 1
    assert f"Signer Certificate Common Name: {NAME}" in signed[0]


def the_machine_is_paired(signer: Visitor, home: AgentHome, url: str, library: str) -> None:
    """Take a code on the page, type it at the machine."""
    signer.open("/bao-mat")
    signer.link("Ký bằng thiết bị cắm ở máy của mình").click()
    signer.says("Chưa ghép máy nào.")
    signer.page.get_by_label("Mật khẩu hiện nay").fill(DEMO_PASSWORD)
    signer.button("Lấy mã ghép").click()
    shown = signer.main.get_by_role("region", name="Mã ghép")
    found = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){2}", shown.inner_text())
    assert found is not None, shown.inner_text()
    paired = home.pair(url, library=library, key=KEY, code=found.group())
    assert paired.returncode == 0, paired.stderr
    signer.open("/bao-mat/may-ky")
    expect(signer.main.get_by_role("table", name="Máy đã ghép")).to_contain_text(NAME)
    assert accessibility_findings(signer.page) == []
    signer.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert width_findings(signer.page) == []
    signer.page.set_viewport_size({"width": 1280, "height": 800})


def the_window_shows_the_paper(window: Page) -> None:
    """Show name, signer and hash of what is signed, and the paper itself; fit a narrow window, be accessible."""
    main = window.get_by_role("main")
    for words in ("Thông báo.pdf", NAME, "Mã băm SHA-256"):
        expect(main).to_contain_text(words)
    expect(window.get_by_label("PIN của thiết bị ký")).to_be_focused()
    assert accessibility_findings(window) == []
    window.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert width_findings(window) == []


def a_wrong_pin_is_told_in_both_places(window: Page, signer: Visitor) -> None:
    """Say so in the window, where it may be typed again, and on the system's page."""
    window.get_by_label("PIN của thiết bị ký").fill("0000")
    window.get_by_role("button", name="Ký số", exact=True).click()
    expect(window.get_by_role("alert")).to_contain_text("Mã PIN không đúng")
    expect(signer.flash).to_contain_text("Mã PIN vừa nhập không đúng", timeout=2 * WAIT_MS)
