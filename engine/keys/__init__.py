"""Keys that people hold: on a token, through PKCS#11, and what certificates and bare signatures say by themselves.

It opens tokens and checks single signatures; it knows no PDF, nobody's trust and no server. It runs on the signers' own
machines too, whatever their system: nothing here may need more than `asn1crypto`, `cryptography` and `pkcs11`.
"""

from engine.keys.bare_signature import CertificateFacts, certificate_facts, fits, pairing_proof
from engine.keys.token_contents import FoundKey, FoundToken, keys_on, tokens_of
from engine.keys.token_key import TokenAccess, TokenKey

__all__ = [
    "CertificateFacts",
    "FoundKey",
    "FoundToken",
    "TokenAccess",
    "TokenKey",
    "certificate_facts",
    "fits",
    "keys_on",
    "pairing_proof",
    "tokens_of",
]
