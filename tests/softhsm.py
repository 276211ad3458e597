"""A PKCS#11 token in software: the module, an empty token with a PIN, and putting keys on it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pkcs11
import pytest
from asn1crypto import keys
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from tests.signing import Secret

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
