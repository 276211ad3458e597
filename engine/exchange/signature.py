"""The axis's signature on a message (XMLDSig): one enveloped signature over all of it, by a certificate of the axis.

Nothing else is understood, on purpose: a signature over a part, a reference to somewhere else or a transformation that
we do not make ourselves says nothing about what we read.
"""

import base64
import binascii
import copy
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
ENVELOPED: Final = f"{DSIG}enveloped-signature"
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE_C14N: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_DIGESTS: Final[Mapping[str, Callable[[], hashes.HashAlgorithm]]] = {
    SHA256: hashes.SHA256,
    "http://www.w3.org/2001/04/xmlenc#sha512": hashes.SHA512,
}
_METHODS: Final[Mapping[str, tuple[str, Callable[[], hashes.HashAlgorithm]]]] = {
    RSA_SHA256: ("rsa", hashes.SHA256),
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": ("rsa", hashes.SHA512),
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256": ("ec", hashes.SHA256),
}
_NAMES: Final = {"d": DSIG}


class NotSigned(Exception):
    """The signature is missing, says nothing about the message, or does not hold; the text tells which."""


def verify(root: "etree._Element", trusted: Sequence[x509.Certificate], at: datetime) -> None:
    """Check that one of the `trusted` authorities' certificates, valid at `at`, signed all of the message.

    Raises NotSigned.
    """
    signatures = list(root.iter(f"{{{DSIG}}}Signature"))
    if len(signatures) != 1:
        raise NotSigned("signature missing" if not signatures else "several signatures")
    [signature] = signatures
    info = _only(signature, "d:SignedInfo")
    certificate = _certificate(signature)
    if not _is_of(certificate, trusted, at):
        raise NotSigned("certificate not of the axis")
    _check_digest(root, signature, info)
    _check_value(signature, info, certificate)


def canonical(element: "etree._Element", algorithm: str) -> bytes:
    """Write an element as it is signed."""
    if algorithm not in {C14N, EXCLUSIVE_C14N}:
        raise NotSigned("canonicalization unknown")
    return etree.tostring(element, method="c14n", exclusive=algorithm == EXCLUSIVE_C14N, with_comments=False)


def _check_digest(root: "etree._Element", signature: "etree._Element", info: "etree._Element") -> None:
    reference = _only(info, "d:Reference")
    transforms = [one.get("Algorithm", "") for one in reference.findall("d:Transforms/d:Transform", _NAMES)]
    if reference.get("URI") != "" or transforms[:1] != [ENVELOPED] or len(transforms) > 2:
        raise NotSigned("not the whole message is signed")
    algorithm = _DIGESTS.get(_only(reference, "d:DigestMethod").get("Algorithm", ""))
    if algorithm is None:
        raise NotSigned("digest unknown")
    path = root.getroottree().getelementpath(signature)
    bare = copy.deepcopy(root)
    found = bare.find(path)
    if found is None:
        raise NotSigned("signature outside the message")
    _take_out(found)
    digest = hashes.Hash(algorithm())
    digest.update(canonical(bare, transforms[1] if len(transforms) > 1 else C14N))
    if not hmac.compare_digest(digest.finalize(), _bytes(_only(reference, "d:DigestValue"))):
        raise NotSigned("message changed after it was signed")


def _take_out(element: "etree._Element") -> None:
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        raise NotSigned("signature outside the message")
    if element.tail:  # the text behind it stays
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _check_value(signature: "etree._Element", info: "etree._Element", certificate: x509.Certificate) -> None:
    kind, algorithm = _METHODS.get(_only(info, "d:SignatureMethod").get("Algorithm", ""), ("", hashes.SHA256))
    signed = canonical(info, _only(info, "d:CanonicalizationMethod").get("Algorithm", ""))
    value, key = _bytes(_only(signature, "d:SignatureValue")), certificate.public_key()
    try:
        if kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), algorithm())
        elif kind == "ec" and isinstance(key, ec.EllipticCurvePublicKey):
            half = len(value) // 2
            numbers = (int.from_bytes(value[:half]), int.from_bytes(value[half:]))
            key.verify(encode_dss_signature(*numbers), signed, ec.ECDSA(algorithm()))
        else:
            raise NotSigned("signature method unknown")
    except InvalidSignature as error:
        raise NotSigned("signature wrong") from error


def _certificate(signature: "etree._Element") -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(_bytes(_only(signature, "d:KeyInfo/d:X509Data/d:X509Certificate")))
    except ValueError as error:
        raise NotSigned("certificate unreadable") from error


def _is_of(certificate: x509.Certificate, trusted: Sequence[x509.Certificate], at: datetime) -> bool:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return False
    for one in trusted:
        if one == certificate:
            return True
        try:
            certificate.verify_directly_issued_by(one)
        except (ValueError, TypeError, InvalidSignature):
            continue
        return one.not_valid_before_utc <= at <= one.not_valid_after_utc
    return False


def _only(parent: "etree._Element", path: str) -> "etree._Element":
    found = parent.findall(path, _NAMES)
    if len(found) != 1:
        raise NotSigned(f"not exactly one {path.rpartition(':')[2]}")
    return found[0]


def _bytes(element: "etree._Element") -> bytes:
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotSigned("not base64") from error
