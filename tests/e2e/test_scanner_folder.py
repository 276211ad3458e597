"""What a scanner left is taken into a form: listed on demand, gone from the folder, refused with its reason."""

import os
import re
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.accessibility import accessibility_findings, width_findings
from tests.e2e.conftest import NARROW, Enter
from tests.signing import draft

LIEN = "vu.bich.lien"


def left(path: Path, content: bytes) -> Path:
    """Leave a file as a scanner does that finished a minute ago."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    moment = time.time() - 60
    os.utime(path, (moment, moment))
    return path


def test_a_scan_is_taken_into_the_form(enter: Enter, scanners: Path) -> None:
    good = left(scanners / "van_thu" / "Công văn của Sở.pdf", draft())
    bad = left(scanners / LIEN / "Hỏng.pdf", b"no pdf at all")
    clerk = enter(LIEN, size=NARROW)
    clerk.expected_refusals.add(400)  # the broken file
    clerk.open("/lap-ho-so/van_ban_den")
    clerk.button("Từ máy quét").first.click()
    waiting = clerk.main.get_by_role("list", name="Tệp từ máy quét")
    expect(waiting).to_contain_text("chung của nhóm")
    assert accessibility_findings(clerk.page) == []
    assert width_findings(clerk.page) == []
    waiting.get_by_role("button", name=re.compile("Lấy tệp này.*Hỏng")).click()
    refused = clerk.main.locator(".upload-item").filter(has_text="Hỏng.pdf").filter(has=clerk.page.get_by_role("alert"))
    expect(refused).to_be_visible()
    assert bad.exists()
    waiting.get_by_role("button", name=re.compile("Lấy tệp này.*Công văn của Sở")).press("Enter")
    expect(clerk.main.locator("[data-upload-item]").filter(has_text="Công văn của Sở.pdf")).to_be_visible()
    expect(waiting).not_to_contain_text("Công văn của Sở.pdf")
    assert not good.exists()
    bad.unlink()
