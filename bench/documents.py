"""What a clerk waits for at a document: number, stamp and seal after the press, and the first page of a thick file.

Real keys (of the demonstration), real checks of every signature as the steps of a case make them, and pages drawn in
the bounded child process; without database and queue, whose part is milliseconds. Seconds of the processor, children
included, so that other work on the machine does not count; beside them those of the clock.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from api.embedded.demo_keys import make_demo_keys
from engine import signing
from engine.operations.documents.key_folder import KeyFolder
from engine.operations.documents.signing_desk import ORGANISATION
from engine.templates import OfficialDocument, set_pdf
from engine.templates.official import Block
from engine.typesetting.compile import compile_pdf
from engine.viewing import draw_pages

PAGES, REPEATS = 300, 5
SIGNER, NAME, POSITION, OFFICE = "khoan", "Đỗ Hữu Khoan", "PHÓ CHỦ TỊCH", "Văn phòng"
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
_MM = (40.0, 18.0)
_THICK = b"""#set page("a4")
#set text(font: "Times New Roman")
#for page in range(300) [Trang #page #lorem(350) #pagebreak(weak: true)]"""


def measure() -> dict[str, float]:
    """Give the medians in seconds: of the processor, and (`…_wall_s`) of the clock."""
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        make_demo_keys(keys, {SIGNER: NAME}, organisation=OFFICE, password=folder)
        desk = KeyFolder(keys, password=folder)
        conditions = signing.Conditions(at=NOW, trust=desk.trust(), time_stamps=None)
        signed = _signed(desk, conditions)
        thick = Path(folder) / "thick.pdf"
        thick.write_bytes(compile_pdf(_THICK, {}, made_at=NOW))
        return {
            **_medians("number_stamp_seal", lambda: _number_and_seal(signed, desk, conditions)),
            **_medians("first_page_of_300", lambda: _first_page(thick)),
        }


def _signed(desk: KeyFolder, conditions: signing.Conditions) -> bytes:
    letter = OfficialDocument(
        issuer="Thường trực Hội đồng nhân dân tỉnh",
        symbol="/HĐND-CTHĐND",
        place="Hải Sơn",
        year=2026,
        position=POSITION,
        signer=NAME,
        recipients=("Như trên", "Lưu: VT"),
        blocks=(Block(text="Thường trực Hội đồng nhân dân tỉnh đề nghị gửi hồ sơ đúng thời hạn."),),
        letter_subject="đôn đốc gửi hồ sơ dự thảo nghị quyết",
        addressees=("Ủy ban nhân dân tỉnh",),
        authority=("TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", "KT. CHỦ TỊCH"),
    )
    content = set_pdf(letter, made_at=NOW)
    request = signing.PersonRequest(
        signatory=signing.Signatory(name=NAME),
        competent=frozenset({NAME}),
        picture=desk.picture(SIGNER),
        place=signing.above_name(content, name=NAME, position=POSITION, width_mm=_MM[0], height_mm=_MM[1]),
    )
    return signing.sign_as_person(content, request, desk.key(SIGNER), conditions).content


def _number_and_seal(content: bytes, desk: KeyFolder, conditions: signing.Conditions) -> None:
    stamped = signing.stamp_number(content, "719", NOW.date(), conditions).content
    _require_good(stamped, conditions)
    request = signing.OrganisationRequest(
        organisation=signing.Signatory(name=OFFICE),
        seal=desk.picture(ORGANISATION),
        seal_mm=desk.seal_mm,
        place_of_person=signing.above_name(stamped, name=NAME, position=POSITION, width_mm=_MM[0], height_mm=_MM[1]),
    )
    sealed = signing.sign_as_organisation(stamped, request, desk.key(ORGANISATION), conditions).content
    _require_good(sealed, conditions)


def _require_good(content: bytes, conditions: signing.Conditions) -> None:
    report = signing.validate(content, conditions.trust, NOW)
    if not report.signatures or not all(one.valid for one in report.signatures):
        message = "a signature does not hold"
        raise RuntimeError(message)


def _first_page(thick: Path) -> None:
    drawn = draw_pages(thick, "application/pdf", first=1)
    if drawn.pages < PAGES or 1 not in drawn.pictures:
        message = f"{drawn.pages} pages, {drawn.problem}"
        raise RuntimeError(message)


def _medians(name: str, step: Callable[[], None]) -> dict[str, float]:
    step()  # loads the libraries
    worked: list[float] = []
    passed: list[float] = []
    for _ in range(REPEATS):
        began, busy = time.perf_counter(), _busy()
        step()
        passed.append(time.perf_counter() - began)
        worked.append(_busy() - busy)
    found = {f"{name}_s": worked, f"{name}_wall_s": passed}
    return {figure: round(statistics.median(seconds), 3) for figure, seconds in found.items()}


def _busy() -> float:
    """Give the processor's seconds for this process and its children that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    for name, seconds in measure().items():
        print(f"{name:24}{seconds:>10}")
