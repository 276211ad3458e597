"""A bare signature fits the certificate whose key made it over these very bytes, and nothing else."""

import pytest

from engine.errors import InputRejected
from engine.keys import certificate_facts, fits, pairing_proof
from tests.signing import CHAIR, YEAR, Authority


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_signature_fits_its_key_and_bytes_alone(kind: str) -> None:
    authority = Authority()
    key, other = authority.issue(CHAIR, kind=kind), authority.issue(CHAIR, kind=kind)
    made = key.sign(b"these bytes")
    assert fits(key.certificate, b"these bytes", made)
    assert not fits(key.certificate, b"other bytes", made)
    assert not fits(other.certificate, b"these bytes", made)
    for signature in (b"", b"\x30\x00", made[:-1], bytes(len(made))):
        assert not fits(key.certificate, b"these bytes", signature)
    assert not fits(b"no certificate", b"these bytes", made)


def test_a_certificate_tells_of_itself() -> None:
    authority = Authority()
    facts = certificate_facts(authority.issue(CHAIR).certificate)
    assert (facts.name, facts.issuer) == (CHAIR.name, "CA cấp dưới thử nghiệm")
    assert facts.not_after - facts.not_before == 2 * YEAR
    with pytest.raises(InputRejected, match="cannot be read"):
        certificate_facts(b"\x30\x03\x02\x01\x01")


def test_what_proves_a_pairing_is_never_what_a_document_signs() -> None:
    assert not pairing_proof("ABCD").startswith(b"\x31")  # a SET, as signed attributes are (RFC 5652 §5.4)
