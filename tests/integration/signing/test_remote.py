"""A remote signing service and a time stamp authority, over HTTP: they sign, and each failure is told apart."""

from dataclasses import replace

import pytest

from engine.errors import EngineError
from engine.signing import HttpTimeStamps, RemoteAccess, RemoteKey, TokenAccess, sign_as_person
from tests.signing import NOW, Bureau, draft, person_request
from tests.signing_services import CREDENTIAL, PIN, SAD, TOKEN, SigningService, TimeStampService


def access(service: SigningService) -> RemoteAccess:
    return RemoteAccess(address=service.address, credential_id=CREDENTIAL, token=TOKEN, sad=SAD, timeout_s=5)


def test_a_remote_service_signs(bureau: Bureau, signing_service: SigningService) -> None:
    content = draft()
    done = sign_as_person(content, person_request(content), RemoteKey(access(signing_service)), bureau.conditions)
    assert done.report.valid
    # Only digests left this program.
    hashes = [one["hashes"] for one in signing_service.received if "hashes" in one]
    assert len(hashes) == 1
    assert isinstance(hashes[0], list)
    assert [len(one) for one in hashes[0]] == [44]


def test_a_service_that_asks_for_a_pin_is_given_it_for_each_signature(
    bureau: Bureau, signing_service: SigningService
) -> None:
    content = draft()
    asked = replace(access(signing_service), sad="", pin=PIN)
    for _ in range(2):
        assert sign_as_person(content, person_request(content), RemoteKey(asked), bureau.conditions).report.valid
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, person_request(content), RemoteKey(replace(asked, pin="0000")), bureau.conditions)
    assert refusal.value.stable_code == "signing_service_refused"
    assert PIN not in repr(asked)


@pytest.mark.parametrize(
    ("mood", "code", "retryable"),
    [
        ("half_way", "signing_service_unavailable", True),
        ("busy", "signing_service_unavailable", True),
        ("refuse", "signing_service_refused", False),
        ("nonsense", "signing_service_answer_invalid", True),
        ("huge", "signing_service_unavailable", True),
        ("wrong", "signature_did_not_hold", True),
    ],
)
def test_a_remote_service_that_fails_leaves_no_signature(
    bureau: Bureau, signing_service: SigningService, mood: str, code: str, retryable: bool
) -> None:
    content = draft()
    key = RemoteKey(access(signing_service))
    signing_service.mood = mood
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, person_request(content), key, bureau.conditions)
    assert refusal.value.stable_code == code
    assert refusal.value.retryable is retryable


def test_a_remote_service_that_is_not_there_is_told(signing_service: SigningService) -> None:
    with pytest.raises(EngineError) as refusal:
        RemoteKey(replace(access(signing_service), address="http://127.0.0.1:9/csc/v2"))
    assert refusal.value.stable_code == "signing_service_unavailable"


def test_secrets_do_not_show_when_an_access_is_printed(signing_service: SigningService) -> None:
    shown = repr(access(signing_service)) + repr(TokenAccess(library="l", token_label="t", key_label="k", pin="1234"))
    assert not any(word in shown for word in (TOKEN, SAD, "1234"))


def test_a_time_stamp_over_http_makes_the_signature_b_t(bureau: Bureau, time_stamp_service: TimeStampService) -> None:
    content = draft()
    conditions = replace(bureau.conditions, time_stamps=HttpTimeStamps(time_stamp_service.address))
    done = sign_as_person(content, person_request(content), bureau.chair, conditions)
    assert done.report.signatures[0].stamped_at == NOW
    time_stamp_service.broken = True
    with pytest.raises(EngineError) as refusal:
        sign_as_person(content, person_request(content), bureau.chair, conditions)
    assert refusal.value.stable_code == "time_stamps_unavailable"
    assert refusal.value.retryable
