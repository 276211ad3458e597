"""A signature in two halves: what is prepared is no signature, and only its own signature makes it one."""

from dataclasses import replace

import pytest

from engine.errors import EngineError
from engine.signing import Signatory, finish_signature, prepare_as_person, validate
from tests.signing import CHAIR, Bureau, draft, person_request


@pytest.mark.parametrize("stamped", [False, True])
def test_two_halves_make_a_whole_signature(bureau: Bureau, stamped: bool) -> None:
    stamps = bureau.authority.time_stamps() if stamped else None
    conditions = replace(bureau.conditions, time_stamps=stamps)
    content = draft()
    prepared = prepare_as_person(content, person_request(content), bureau.chair, conditions)
    assert prepared.content.startswith(content)
    with pytest.raises(EngineError):  # its signature is empty: no reader takes it for one
        validate(prepared.content, bureau.conditions.trust, bureau.conditions.at)
    done = finish_signature(prepared, bureau.chair.sign(prepared.signed_attributes), bureau.chair, conditions)
    assert done.report.valid
    assert (done.report.signatures[0].stamped_at is not None) is stamped
    assert done.content.startswith(content)
    assert len(done.content) == len(prepared.content)


def test_a_signature_that_is_not_its_own_makes_nothing(bureau: Bureau) -> None:
    content = draft()
    prepared = prepare_as_person(content, person_request(content), bureau.chair, bureau.conditions)
    other = prepare_as_person(content, person_request(content), bureau.chair, bureau.conditions)
    foreign = bureau.authority.issue(CHAIR)
    for signature in (
        bureau.chair.sign(other.signed_attributes),
        foreign.sign(prepared.signed_attributes),
        b"nonsense",
    ):
        with pytest.raises(EngineError) as refusal:
            finish_signature(prepared, signature, bureau.chair, bureau.conditions)
        assert refusal.value.stable_code == "signature_did_not_hold"


def test_a_document_changed_between_the_halves_is_not_signed(bureau: Bureau) -> None:
    content = draft()
    prepared = prepare_as_person(content, person_request(content), bureau.chair, bureau.conditions)
    changed = replace(prepared, content=prepared.content.replace(b"/MediaBox", b"/MediaBoy"))
    with pytest.raises(EngineError) as refusal:
        finish_signature(changed, bureau.chair.sign(prepared.signed_attributes), bureau.chair, bureau.conditions)
    assert refusal.value.stable_code == "prepared_document_changed"


def test_nothing_is_prepared_for_somebody_else_s_certificate(bureau: Bureau) -> None:
    content = draft()
    with pytest.raises(EngineError) as refusal:
        prepare_as_person(
            content, person_request(content), bureau.authority.issue(Signatory(name="Người khác")), bureau.conditions
        )
    assert refusal.value.stable_code == "certificate_of_somebody_else"
