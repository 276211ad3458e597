"""A key on a token signs through PKCS#11 and stays there; each failure of the token is told apart."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.operations.documents.key_folder import KeyFolder
from engine.signing import TokenAccess, TokenKey, sign_as_person
from tests.signing import CHAIR, Bureau, Secret, draft, person_request
from tests.softhsm import LABEL, PIN
from tests.token_keys import put_on_token


def test_a_token_signs_and_keeps_its_secret(bureau: Bureau, softhsm: str, distant_secret: Secret) -> None:
    content, label = draft(), f"khoa-{type(distant_secret).__name__}"
    put_on_token(softhsm, label, distant_secret, bureau.authority.certify(CHAIR, distant_secret))
    trust = replace(bureau.conditions.trust, intermediates=bureau.chair.chain)
    key = TokenKey(TokenAccess(library=softhsm, token_label=LABEL, key_label=label, pin=PIN))
    done = sign_as_person(content, person_request(content), key, replace(bureau.conditions, trust=trust))
    assert done.report.valid


def test_a_key_folder_names_a_token(bureau: Bureau, softhsm: str, distant_secret: Secret, tmp_path: Path) -> None:
    content, label = draft(), f"tep-{type(distant_secret).__name__}"
    put_on_token(softhsm, label, distant_secret, bureau.authority.certify(CHAIR, distant_secret))
    access = {"library": softhsm, "token_label": LABEL, "key_label": label, "pin": PIN}
    (tmp_path / "chu.tich.token.json").write_text(json.dumps(access))
    folder = KeyFolder(tmp_path, password="")
    assert (folder.has_key("chu.tich"), folder.has_key("co_quan")) == (True, False)
    trust = replace(bureau.conditions.trust, intermediates=bureau.chair.chain)
    conditions = replace(bureau.conditions, trust=trust)
    assert sign_as_person(content, person_request(content), folder.key("chu.tich"), conditions).report.valid
    (tmp_path / "chu.tich.token.json").write_text(json.dumps({**access, "slot": "0"}))
    with pytest.raises(EngineError) as refusal:
        folder.key("chu.tich")
    assert refusal.value.stable_code == "signing_access_unusable"


@pytest.mark.parametrize(
    ("change", "code", "retryable"),
    [
        ({"pin": "0000"}, "token_pin_wrong", False),
        ({"token_label": "khac"}, "token_unavailable", True),
        ({"library": "/nowhere/driver.so"}, "token_unavailable", True),
        ({"key_label": "khong-co"}, "token_key_missing", False),
    ],
)
def test_each_failure_of_a_token_is_told_apart(
    softhsm: str, change: dict[str, str], code: str, retryable: bool
) -> None:
    whole = TokenAccess(library=softhsm, token_label=LABEL, key_label="khoa", pin=PIN)
    with pytest.raises(EngineError) as refusal:
        TokenKey(replace(whole, **change))
    assert refusal.value.stable_code == code
    assert refusal.value.retryable is retryable
