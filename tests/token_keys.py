"""Puts keys with their certificates on the tests' token."""

import pkcs11
from asn1crypto import keys
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from tests.signing import Secret
from tests.softhsm import LABEL, PIN


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
