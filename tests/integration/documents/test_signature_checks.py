"""Signatures of PDFs that come in: checked in the background by a child process, a hint for who may read the file."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from engine.model.actor import SYSTEM, Actor
from engine.model.signature_check import ReceivedSignatures, SignatureCheck, Verdict
from engine.operations import Engine
from engine.operations.documents.check_signatures import check_signatures, view_signatures
from engine.operations.documents.kept_views import VIEW_PREFIX
from engine.operations.documents.upload_document import upload_document
from engine.signing import Trust, check_received, sign_as_person
from tests.integration.api.conftest import Served, logs, serve, served, settings
from tests.integration.documents.test_documents import put
from tests.integration.pages.desk import Desk, desk
from tests.office import MORNING
from tests.signing import CHAIR, Authority, Bureau, draft, fill_key_folder, open_bureau, person_request

__all__ = ["logs", "serve", "served", "settings"]
Make = Callable[[str], Actor]
OANH, AN = "le.kim.oanh", "nguyen.hoai.an"


@pytest.fixture(scope="module")
def bureau() -> Bureau:
    return open_bureau()


@pytest.fixture(scope="module")
def signed(bureau: Bureau) -> bytes:
    """Give a PDF that another office's chair has signed."""
    content = draft()
    conditions = replace(bureau.conditions, at=MORNING)
    return sign_as_person(content, person_request(content), bureau.chair, conditions).content


@pytest.fixture
def clerk(engine: Engine, served: Served, bureau: Bureau, tmp_path: Path) -> Iterator[Desk]:
    """Give a clerk's desk in an installation that trusts the bureau's authority."""
    engine.objects.ensure_bucket()
    folder = fill_key_folder(tmp_path, bureau.authority, {}, office="Văn phòng")
    engine.settings = replace(engine.settings, signing=folder)
    with desk(served, OANH) as signed_in:
        yield signed_in


def report(engine: Engine, actor: Actor, key: int) -> ReceivedSignatures | None:
    with engine.unit_of_work() as uow:
        found = view_signatures(uow, actor, document_key=key)
    assert found is not None
    return found.report(engine)


def test_a_signed_file_is_checked_in_the_background_and_its_readers_see_the_judgement(
    engine: Engine, served: Served, actor: Make, clerk: Desk, signed: bytes
) -> None:
    key = put(engine, actor(OANH), "Công văn đến.pdf", signed).key
    assert f'hx-get="/tep/{key}/chu-ky"' in clerk.get(f"/tep/{key}").text
    waiting = clerk.get(f"/tep/{key}/chu-ky").text
    assert "Đang kiểm tra chữ ký số" in waiting
    assert f'hx-get="/tep/{key}/chu-ky?lan=1"' in waiting
    assert "hx-get" not in clerk.get(f"/tep/{key}/chu-ky?lan=30").text
    assert check_signatures(engine) == 1
    assert check_signatures(engine) == 0
    told = clerk.get(f"/tep/{key}/chu-ky").text
    for words in ("Chữ ký số hợp lệ", CHAIR.name, "HĐND tỉnh Thanh Hóa", "ký lúc", "người vào sổ quyết định"):
        assert words in told
    assert "hx-get" not in told
    english = clerk.get(f"/tep/{key}/chu-ky", headers={"Cookie": _with_english(clerk)}).text
    assert "Valid signature" in english
    with desk(served, AN) as stranger:
        assert stranger.get(f"/tep/{key}/chu-ky").status_code == 404


def _with_english(clerk: Desk) -> str:
    return "; ".join([*(f"{one.name}={one.value}" for one in clerk.client.cookies.jar), "hoidong_language=en"])


def test_an_unsigned_file_and_one_that_the_system_signed_wait_for_nothing(
    engine: Engine, actor: Make, clerk: Desk, signed: bytes
) -> None:
    plain = put(engine, actor(OANH), "Bản quét.pdf", draft())
    own = upload_document(engine, SYSTEM, file_name="Đã ký.pdf", chunks=[signed], source_key="job:1")
    assert (plain.signature_check, own.signature_check) == (None, None)
    assert check_signatures(engine) == 0
    answer = clerk.get(f"/tep/{plain.key}/chu-ky")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["HX-Trigger"] == "signatures-known"


def test_the_question_about_signatures_says_what_was_found_in_all_files_together(
    engine: Engine, served: Served, actor: Make, clerk: Desk, bureau: Bureau, signed: bytes
) -> None:
    plain = put(engine, actor(OANH), "Bản quét.pdf", draft()).key
    good = put(engine, actor(OANH), "Công văn đến.pdf", signed).key
    spoilt = put(engine, actor(OANH), "Đã sửa.pdf", signed.replace(b"595", b"596", 1)).key

    def advice(*keys: int) -> str:
        return clerk.get("/tep/goi-y-chu-ky", params={"f.tep": ["", *map(str, keys)]}).text

    assert advice() == ""
    assert "không có chữ ký số" in advice(plain)
    assert f"f.0={good}" in advice(good)
    assert "Đang kiểm tra" in advice(good)
    assert check_signatures(engine) == 2
    assert "Gợi ý: chữ ký số hợp lệ" in advice(plain, good)
    assert "Gợi ý: chữ ký số không hợp lệ" in advice(good, spoilt)
    with desk(served, AN) as stranger:
        assert stranger.get("/tep/goi-y-chu-ky", params={"f.tep": str(good)}).status_code == 404


def test_a_pdf_that_was_never_checked_is_checked_when_somebody_asks(
    engine: Engine, served: Served, actor: Make, clerk: Desk
) -> None:
    key = put(engine, actor(OANH), "Nhận trước đây.pdf", draft()).key
    with desk(served, AN) as stranger:
        assert stranger.post(f"/tep/{key}/chu-ky").status_code == 404
    assert "Đang kiểm tra chữ ký số" in clerk.post(f"/tep/{key}/chu-ky").text
    assert check_signatures(engine) == 1
    assert "Trong tệp không có chữ ký số" in clerk.get(f"/tep/{key}/chu-ky").text


def test_a_report_that_is_lost_is_made_again(engine: Engine, actor: Make, clerk: Desk, signed: bytes) -> None:
    person = actor(OANH)
    key = put(engine, person, "Công văn đến.pdf", signed).key
    check_signatures(engine)
    first = report(engine, person, key)
    engine.objects.delete(f"{VIEW_PREFIX}{key}/signatures")
    assert report(engine, person, key) is None
    assert check_signatures(engine) == 1
    assert report(engine, person, key) == first


def test_what_cannot_be_read_is_told_and_not_tried_again(engine: Engine, actor: Make, clerk: Desk) -> None:
    broken = b"%PDF-1.7\n1 0 obj<</ByteRange [0 1 2 3]>>endobj\n%%EOF\n"
    record = put(engine, actor(OANH), "Hỏng.pdf", broken)
    assert record.signature_check is SignatureCheck.WAITING
    assert check_signatures(engine) == 1
    assert "Không kiểm tra tự động được" in clerk.get(f"/tep/{record.key}/chu-ky").text
    assert check_signatures(engine) == 0


def checked(folder: Path, content: bytes, trust: Trust) -> ReceivedSignatures:
    folder.mkdir()
    (folder / "source").write_bytes(content)
    return check_received(folder / "source", trust, MORNING + timedelta(minutes=1))


def test_each_way_of_being_wrong_is_told_apart(bureau: Bureau, signed: bytes, tmp_path: Path) -> None:
    trust = bureau.authority.trust()
    changed = bytearray(signed)
    changed[changed.index(b"/MediaBox") + 12] ^= 1
    cases = {
        "as signed": (signed, trust, Verdict.VALID, True),
        "changed": (bytes(changed), trust, Verdict.CHANGED, False),
        "revoked": (signed, bureau.authority.trust(bureau.chair.certificate, at=MORNING), Verdict.REVOKED, False),
        "another's root": (signed, Authority().trust(), Verdict.UNTRUSTED, None),
        "no root": (signed, Trust(roots=()), Verdict.UNTRUSTED, None),
        "no lists": (signed, replace(trust, crls=(), revocation_required=True), Verdict.STATUS_UNKNOWN, None),
    }
    for number, (name, (content, whom, verdict, valid)) in enumerate(cases.items()):
        found = checked(tmp_path / str(number), content, whom)
        assert found.signatures is not None, name
        assert [one.verdict for one in found.signatures] == [verdict], name
        assert found.valid is valid, name
        assert found.signatures[0].signer == CHAIR.name


def test_what_was_added_after_the_last_signature_leaves_it_undecided(
    bureau: Bureau, signed: bytes, tmp_path: Path
) -> None:
    found = checked(tmp_path / "a", signed + b"\n% added\n%%EOF\n", bureau.authority.trust())
    assert found.valid is not True
