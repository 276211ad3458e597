"""A document is signed by the person, gets its number, is sealed; everything else is refused and leaves no half."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from engine.errors import Conflict, EngineError, NotPermitted
from engine.signing import (
    AppendixRequest,
    Box,
    Changes,
    OrganisationRequest,
    PersonRequest,
    Role,
    Signatory,
    SignedDocument,
    SoftwareKey,
    Standing,
    seal_box,
    sign_appendix,
    sign_as_organisation,
    sign_as_person,
    stamp_number,
    validate,
)
from engine.signing.anchors import gap_between, occurrences
from engine.signing.records import MM
from tests.signing import (
    CHAIR,
    NOW,
    OFFICE,
    YEAR,
    Bureau,
    draft,
    person_request,
    place,
    seal_picture,
    signature_picture,
)

DAY = date(2026, 2, 1)


def seal_request(content: bytes) -> OrganisationRequest:
    return OrganisationRequest(organisation=OFFICE, seal=seal_picture(), seal_mm=36, place_of_person=place(content))


@cache
def signed(bureau: Bureau) -> bytes:
    content = draft()
    return sign_as_person(content, person_request(content), bureau.chair, bureau.conditions).content


@cache
def sealed(bureau: Bureau) -> SignedDocument:
    numbered = stamp_number(signed(bureau), "05", DAY, bureau.conditions).content
    return sign_as_organisation(numbered, seal_request(draft()), bureau.office, bureau.conditions)


def code_of(refusal: pytest.ExceptionInfo[EngineError]) -> str:
    error = refusal.value
    assert error.text.vi
    assert error.text.en
    assert error.text.vi != error.text.en
    return error.stable_code


def test_person_number_and_organisation_give_a_document_that_holds(bureau: Bureau) -> None:
    done = sealed(bureau)
    person, office = done.report.signatures
    assert done.report.valid
    assert (person.role, person.signer, person.signer_identifier) == (Role.PERSON, CHAIR.name, CHAIR.identifier)
    assert person.changes is Changes.PERMITTED
    assert not person.covers_whole_document
    assert (office.role, office.organisation) == (Role.ORGANISATION, OFFICE.name)
    assert office.changes is Changes.NONE
    assert office.covers_whole_document
    assert [one.subject.split("Common Name: ")[1].split(",")[0] for one in office.chain] == [
        OFFICE.name,
        "CA cấp dưới thử nghiệm",
        "CA gốc thử nghiệm",
    ]
    assert office.signed_at == NOW
    assert office.stamped_at is None


def test_each_step_only_appends_to_the_one_before(bureau: Bureau) -> None:
    content = draft()
    first = sign_as_person(content, person_request(content), bureau.chair, bureau.conditions).content
    second = stamp_number(first, "05", DAY, bureau.conditions).content
    third = sign_as_organisation(second, seal_request(content), bureau.office, bureau.conditions).content
    assert third.startswith(second)
    assert second.startswith(first)
    assert first.startswith(content)


def test_number_and_date_stand_in_their_line(bureau: Bureau) -> None:
    before, after = signed(bureau), sealed(bureau).content
    fields = PdfReader(BytesIO(after)).get_form_text_fields()
    assert fields == {"so_van_ban": "05", "ngay_ban_hanh": "01", "thang_ban_hanh": "02"}
    for words in (("Số:", "/"), ("ngày", "tháng"), ("tháng", "năm")):
        gap = gap_between(before, *words)
        assert gap is not None
        assert ink(before, gap.box) == 0
        assert ink(after, gap.box) > 20


def ink(content: bytes, box: Box) -> int:
    """Count the dark dots that the first page shows in `box`."""
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    page = document[0]
    scale, height = 3, page.get_height()
    picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("L")
    sides = (box.left + 1, height - box.top, box.right - 1, height - box.bottom)
    cut = picture.crop(tuple(round(side * scale) for side in sides))
    document.close()
    return sum(cut.histogram()[:128])


def test_the_seal_covers_a_third_of_the_signature_on_its_left() -> None:
    person = place(draft())
    seal = seal_box(person, 36)
    assert seal.right - person.left == pytest.approx(person.width / 3)
    assert seal.width == pytest.approx(36 * MM)
    assert seal.left < person.left


def test_the_signature_stands_centred_between_position_and_name() -> None:
    content = draft()
    name, position = occurrences(content, CHAIR.name)[-1], occurrences(content, "CHỦ TỊCH")[-1]
    box = place(content)
    assert box.centre == pytest.approx(name.centre)
    assert (box.bottom + box.top) / 2 == pytest.approx((name.top + position.bottom) / 2)


def test_places_are_found_from_many_threads_at_once() -> None:
    with ThreadPoolExecutor(max_workers=8) as threads:
        found = set(threads.map(lambda _: place(draft()), range(40)))
    assert found == {place(draft())}


def test_a_document_without_the_signers_name_has_no_place() -> None:
    with pytest.raises(EngineError) as refusal:
        place(draft('#set page(paper: "a4")\n CHỦ TỊCH'))
    assert code_of(refusal) == "signature_place_not_found"


def test_an_appendix_of_its_own_is_signed_without_picture(bureau: Bureau) -> None:
    request = AppendixRequest(organisation=OFFICE, number="05/TB-HĐND")
    done = sign_appendix(draft(), request, bureau.office, bureau.conditions)
    assert done.report.valid
    assert [signature.role for signature in done.report.signatures] == [Role.ORGANISATION]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"begins": NOW - 2 * YEAR, "ends": NOW - timedelta(days=1)}, "certificate_expired"),
        ({"begins": NOW + timedelta(days=1)}, "certificate_not_yet_valid"),
        ({"signs": False}, "certificate_not_for_signing"),
    ],
)
def test_a_certificate_that_is_not_valid_now_is_refused(bureau: Bureau, limits: dict[str, Any], code: str) -> None:
    content, key = draft(), bureau.authority.issue(CHAIR, **limits)
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, person_request(content), key, bureau.conditions)
    assert code_of(refusal) == code


def test_a_revoked_certificate_is_refused(bureau: Bureau) -> None:
    content = draft()
    revoked = replace(bureau.conditions, trust=bureau.authority.trust(bureau.chair.certificate))
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, person_request(content), bureau.chair, revoked)
    assert code_of(refusal) == "certificate_revoked"


def test_a_certificate_of_another_authority_is_refused(bureau: Bureau) -> None:
    content = draft()
    stranger = type(bureau.authority)().issue(CHAIR)
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, person_request(content), stranger, bureau.conditions)
    assert code_of(refusal) == "certificate_untrusted"


def test_where_revocation_lists_are_required_none_means_unknown(bureau: Bureau) -> None:
    content = draft()
    trust = replace(bureau.conditions.trust, crls=())
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, person_request(content), bureau.chair, replace(bureau.conditions, trust=trust))
    assert code_of(refusal) == "certificate_status_unknown"
    assert refusal.value.retryable


def test_who_is_not_competent_does_not_sign(bureau: Bureau) -> None:
    content = draft()
    request = replace(person_request(content), competent=frozenset({"038070009999"}))
    with pytest.raises(NotPermitted) as refusal:
        sign_as_person(content, request, bureau.chair, bureau.conditions)
    assert code_of(refusal) == "signer_not_competent"


def test_nobody_signs_with_the_certificate_of_another(bureau: Bureau) -> None:
    content = draft()
    other = bureau.authority.issue(Signatory(name="Phạm Thị Thanh Thủy", identifier="038175000001"))
    with pytest.raises(NotPermitted) as refusal:
        sign_as_person(content, person_request(content), other, bureau.conditions)
    assert code_of(refusal) == "certificate_of_somebody_else"


def test_the_organisation_neither_signs_before_the_person_nor_before_the_number_nor_twice(bureau: Bureau) -> None:
    for content in (draft(), signed(bureau), sealed(bureau).content):
        with pytest.raises(Conflict) as refusal:
            sign_as_organisation(content, seal_request(draft()), bureau.office, bureau.conditions)
        assert code_of(refusal) == "signing_out_of_order"


def test_no_number_without_a_signature_and_no_second_number(bureau: Bureau) -> None:
    numbered = stamp_number(signed(bureau), "05", DAY, bureau.conditions).content
    for content in (draft(), numbered, sealed(bureau).content):
        with pytest.raises(Conflict) as refusal:
            stamp_number(content, "06", DAY, bureau.conditions)
        assert code_of(refusal) == "signing_out_of_order"


def test_nobody_signs_after_the_organisation(bureau: Bureau) -> None:
    with pytest.raises(Conflict) as refusal:
        sign_as_person(sealed(bureau).content, person_request(draft()), bureau.chair, bureau.conditions)
    assert code_of(refusal) == "signing_out_of_order"


def test_a_key_that_gives_the_wrong_signature_leaves_nothing(bureau: Bureau) -> None:
    content = draft()
    wrong = SoftwareKey(bureau.authority.issue(CHAIR)._secret, bureau.chair.certificate, *bureau.chair.chain)
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, person_request(content), wrong, bureau.conditions)
    assert code_of(refusal) == "signature_did_not_hold"


@pytest.mark.parametrize(
    "picture",
    [b"no picture", signature_picture("#cc1111"), seal_picture("#33aa33"), b"\x89PNG\r\n\x1a\n" + b"x" * 2_000_000],
    ids=["no PNG", "red", "green", "too large"],
)
def test_a_signature_picture_that_is_no_blue_png_is_refused(bureau: Bureau, picture: bytes) -> None:
    content = draft()
    request: PersonRequest = replace(person_request(content), picture=picture)
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, request, bureau.chair, bureau.conditions)
    assert code_of(refusal) == "signature_picture_unfit"


def test_a_draft_whose_number_is_typed_already_is_refused(bureau: Bureau) -> None:
    content = draft(
        '#set page(paper: "a4")\n#set text(font: "Tinos")\nSố:05/TB-HĐND ngày#h(9mm)tháng#h(9mm)năm\n\n'
        "CHỦ TỊCH\n#v(20mm)\nLê Tiến Lam"
    )
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, person_request(content), bureau.chair, bureau.conditions)
    assert code_of(refusal) == "number_place_not_found"
    copy = sign_as_person(content, person_request(content, number_follows=False), bureau.chair, bureau.conditions)
    assert copy.report.valid


def test_a_time_stamp_outlives_the_certificate(bureau: Bureau) -> None:
    content = draft()
    conditions = replace(bureau.conditions, time_stamps=bureau.authority.time_stamps())
    done = sign_as_person(content, person_request(content), bureau.chair, conditions)
    assert done.report.signatures[0].stamped_at == NOW
    # Revoked an hour after the signature; the list of the next day says so.
    tomorrow = NOW + timedelta(days=1)
    later = bureau.authority.trust(bureau.chair.certificate, at=tomorrow)
    assert validate(done.content, later, tomorrow).valid
    plain = sign_as_person(content, person_request(content), bureau.chair, bureau.conditions)
    found = validate(plain.content, later, tomorrow)
    assert not found.valid
    assert found.signatures[0].standing is Standing.REVOKED
    assert found.signatures[0].revoked_at == tomorrow - timedelta(hours=2)
    assert found.signatures[0].intact


def test_a_time_stamp_of_a_stranger_is_no_proof(bureau: Bureau) -> None:
    content = draft()
    conditions = replace(bureau.conditions, time_stamps=type(bureau.authority)().time_stamps())
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, person_request(content), bureau.chair, conditions)
    assert code_of(refusal) == "signature_did_not_hold"
