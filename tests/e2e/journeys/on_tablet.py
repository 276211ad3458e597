"""Journey 2 from its seventh step on: the chief signs on a tablet, by a remote signing service that goes away."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from engine.signing import Signatory
from tests.e2e.conftest import WAIT_MS
from tests.e2e.journeys.acting import look_until
from tests.e2e.product import MovingClock, Product
from tests.e2e.visitor import Visitor
from tests.signing import Authority, secret
from tests.signing_services import SigningService, serving

TABLET = (820, 1180)
SIGNER, NAME = "bui.xuan.tuong", "Bùi Xuân Tường"
LARGEST_PART = 0.75  # of the window's width, at least: the paper


@contextmanager
def key_at_a_service(product: Product) -> Iterator[SigningService]:
    """Let the chief's key be at a remote signing service, as an operator does it while the product runs."""
    folder, authority, key = product.folder / "signing", Authority(), secret("rsa")
    certificate = authority.certify(Signatory(name=NAME), key)
    access, root = folder / f"{SIGNER}.remote.json", folder / "trust/tu_xa.cer"
    with serving(SigningService(key, [certificate, authority.chain])) as service:
        root.write_bytes(authority.trust().roots[0])
        access.write_bytes(service.access())
        yield service
        access.unlink()
        root.unlink()


def the_paper_takes_the_tablet(signer: Visitor, case: str) -> None:
    """Step 7: the card, the paper over most of the width, who has approved, what differs, three buttons."""
    signer.main.get_by_role("link", name=re.compile("Chờ ký")).click()
    signer.main.get_by_role("row").filter(has_text=case).get_by_role("link").first.click()
    paper = signer.main.get_by_role("img", name=re.compile("^Trang 1 trên"))
    expect(paper).to_be_visible()
    box = paper.bounding_box()
    assert box is not None
    assert box["width"] >= LARGEST_PART * TABLET[0], box
    approved = signer.main.get_by_role("region", name="Đã duyệt")
    for who in ("Phạm Quốc Đạt", "Mai Thị Thanh Hảo"):
        expect(approved).to_contain_text(who)
    expect(signer.main.get_by_role("region", name="Khác lần trình trước")).to_contain_text("Thạch Lam")
    for verb in ("Ký số", "Trả lại"):
        expect(signer.button(verb)).to_be_in_viewport()
    expect(signer.link("Để sau")).to_be_in_viewport()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert signer.page.evaluate(overflow) == 0, "the page is wider than the tablet"


def without_a_network_nothing_is_sent(signer: Visitor) -> None:
    """Step 8 ★: the tablet itself has no network; the page says so and the task stays as it is."""
    signer.expected_failures = {"ERR_INTERNET_DISCONNECTED", "Failed to fetch", "htmx"}
    signer.page.context.set_offline(True)
    signer.button("Ký số").click()
    expect(signer.flash).to_contain_text("Chưa ký, đã giữ lại. Đang mất mạng")
    signer.page.context.set_offline(False)
    signer.page.reload()
    expect(signer.button("Ký số")).to_be_enabled()


def nothing_is_half_signed(signer: Visitor, service: SigningService, case: str, folder: Path) -> str:
    """Step 8 ★: the service goes away between certificate and signature; the page says so, no file is signed.

    Gives the address of the task.
    """
    service.mood = "half_way"
    task = signer.page.url
    signer.button("Ký số").click()
    expect(signer.flash).to_contain_text("Chưa ký, đã giữ lại.", timeout=2 * WAIT_MS)
    assert any("hashes" in asked for asked in service.received), "it was never asked to sign"
    signer.page.goto(task)
    expect(signer.flash).to_contain_text("Bùi Xuân Tường đã xử lý việc này")
    for name, path in files_of(signer, case, folder):
        assert "does not contain any signatures" in pdfsig(path), name
    return task


def it_is_signed_once_the_service_is_back(
    signer: Visitor, service: SigningService, places: tuple[str, str], folder: Path, clock: MovingClock
) -> None:
    """Step 8: the job goes on by itself; a second tool finds one good signature, the signer's own."""
    service.mood = "ok"
    clock.forward(minutes=10)
    case, task = places
    told = signer.flash.get_by_text("Đã ký số lúc 09:00")
    look_until(signer, f"{task.removeprefix(signer.url)}?vua-xong=1", lambda: told.count() > 0)
    signed = [pdfsig(path) for _, path in files_of(signer, case, folder) if "Signature #1" in pdfsig(path)]
    assert len(signed) == 1, signed
    assert signed[0].count("Signature is Valid.") == 1
    assert "Signature #2" not in signed[0]
    assert f"Signer Certificate Common Name: {NAME}" in signed[0]


def the_story_is_told(signer: Visitor, case: str) -> None:
    """Step 9: who, when, in whose place and why, in plain sentences; printed, it is paper without navigation."""
    signer.open(f"{case}?muc=dien-bien")
    story = signer.main.locator("ol.timeline")
    expect(story).to_contain_text("Mai Thị Thanh Hảo (thay Lưu Trọng Nghĩa) hoàn thành")
    expect(story).to_contain_text("Bùi Xuân Tường hoàn thành “Ký văn bản”")
    expect(story).to_contain_text("đơn vị hành chính này không còn từ 01/7/2025")  # why it was returned
    signer.page.emulate_media(media="print")
    expect(story).to_be_visible()
    expect(signer.page.locator("nav.rail")).to_be_hidden()
    signer.page.emulate_media(media="screen")


def files_of(person: Visitor, case: str, folder: Path) -> list[tuple[str, Path]]:
    """Take every PDF of a case out, by the links of its page."""
    person.open(f"{case}?muc=tep")
    links = person.main.locator('a[href^="/v2/documents/"]').filter(has_text=re.compile(r"\.pdf$")).all()
    assert links, "the case has no PDF"
    found = []
    for number, link in enumerate(links):
        with person.page.expect_download() as started:
            link.click()
        path = folder / f"{number}.pdf"
        started.value.save_as(path)
        found.append((link.inner_text(), path))
    return found


def pdfsig(path: Path) -> str:
    """Let Poppler judge the signatures of a file; its report goes to both channels."""
    program = shutil.which("pdfsig")
    assert program is not None, "pdfsig is not installed: run scripts/debian_tools.sh pdfsig=poppler-utils"
    done = subprocess.run([program, "-nocert", path], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
