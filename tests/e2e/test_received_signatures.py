"""A signed PDF is uploaded where incoming documents are registered: what the check found appears below its name."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import expect

from engine.signing import sign_as_person
from tests.e2e.accessibility import accessibility_findings, width_findings
from tests.e2e.conftest import Enter
from tests.signing import CHAIR, draft, open_bureau, person_request

LIEN = "vu.bich.lien"
CHECKED_MS = 60_000  # the sweep, and the page that asks again


def signed_by_another_office() -> bytes:
    """Give a PDF with the signature of somebody whose authority this installation does not know."""
    bureau, content = open_bureau(), draft()
    return sign_as_person(content, person_request(content), bureau.chair, bureau.conditions).content


def test_the_judgement_of_a_signature_appears_below_the_file(enter: Enter, tmp_path: Path) -> None:
    signed, plain = tmp_path / "Công văn của Sở.pdf", tmp_path / "Phụ lục.pdf"
    plain.write_bytes(draft())
    with ThreadPoolExecutor(1) as beside:  # signing has an event loop of its own, as the browser's driver has here
        signed.write_bytes(beside.submit(signed_by_another_office).result())
    clerk = enter(LIEN)
    clerk.open("/lap-ho-so/van_ban_den")
    clerk.attach("Bản quét, tệp văn bản", [signed, plain])
    items = clerk.main.locator("[data-upload-item]")
    first = items.filter(has_text=signed.name)
    expect(first).to_contain_text("Chưa xác định được chữ ký số có hợp lệ hay không", timeout=CHECKED_MS)
    expect(first).to_contain_text(f"{CHAIR.name}, HĐND tỉnh Thanh Hóa: chưa xác định: hệ thống chưa biết tổ chức cấp")
    expect(items.filter(has_text=plain.name)).not_to_contain_text("chữ ký số")
    question = clerk.main.get_by_label("Kiểm tra chữ ký số")
    expect(question).to_have_accessible_description(
        "Gợi ý: chưa xác định được chữ ký số có hợp lệ hay không; xem ở dưới tên tệp."
    )
    assert accessibility_findings(clerk.page) == []
    assert width_findings(clerk.page) == []
