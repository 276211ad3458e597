"""A key on a token signs through PKCS#11 and stays there; each failure of the token is told apart."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from asn1crypto import keys
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from engine.errors import EngineError
from engine.operations.documents.key_folder import KeyFolder
from engine.signing import TokenAccess, TokenKey, sign_as_person
from tests.signing import CHAIR, Bureau, Secret, draft, person_request

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
PIN, LABEL = "1234", "hoidong-thu"


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the library of a PKCS#11 module in software with an empty token; says so and ends where there is none."""
    library = next((path for path in LIBRARIES if Path(path).exists()), None)
    assert library is not None, "softhsm2 is not installed: run scripts/debian_tools.sh softhsm2-util=softhsm2"
    folder = tmp_path_factory.mktemp("token")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", "5678", "--pin", PIN]
    subprocess.run(command, check=True, capture_output=True)
    yield library
    del os.environ["SOFTHSM2_CONF"]


def put_on_token(library: str, label: str, secret: Secret, certificate: bytes) -> None:
    raw = secret.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    inner = keys.PrivateKeyInfo.load(raw)["private_key"].parsed.dump()
    if isinstance(secret, rsa.RSAPrivateKey):
        attributes = decode_rsa_private_key(inner)
    else:
        attributes = decode_ec_private_key(
            secret.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        )
    with pkcs11.lib(library).get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        common = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: label}
        session.create_object({**attributes, **common, pkcs11.Attribute.SENSITIVE: True})
        session.create_object({**decode_x509_certificate(certificate), **common})


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
