"""What arrives from strangers: the gate of secrecy first, then the axis's signature where it is asked for."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

from engine.exchange import DocumentMessage, MessageRefused, SecretMessage, build_document, read_received
from engine.exchange.secrecy import is_mark
from engine.exchange.signature import C14N, DSIG, ENVELOPED, RSA_SHA256, SHA256, canonical
from tests.unit.exchange.test_edxml import MESSAGE, NOON

XML = build_document(MESSAGE)


@pytest.fixture(scope="module")
def authority() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    """Give the axis's own authority, made for these tests."""
    key = rsa.generate_private_key(65537, 2048)
    return _certificate("Trục liên thông", key, "Trục liên thông", key), key


@pytest.fixture(scope="module")
def station(authority: tuple[x509.Certificate, rsa.RSAPrivateKey]) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    """Give a certificate that the axis has issued, with its key."""
    key = rsa.generate_private_key(65537, 2048)
    return _certificate("Máy chủ Bộ Xây dựng", key, "Trục liên thông", authority[1]), key


def _certificate(name: str, key: rsa.RSAPrivateKey, issuer: str, issuer_key: rsa.RSAPrivateKey) -> x509.Certificate:
    told = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, issuer)]
    return (
        x509.CertificateBuilder()
        .subject_name(told[0])
        .issuer_name(told[1])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .sign(issuer_key, hashes.SHA256())
    )


def signed(xml: bytes, by: tuple[x509.Certificate, rsa.RSAPrivateKey], uri: str = "") -> bytes:
    """Sign a message as the axis does: enveloped, over the whole."""
    certificate, key = by
    root = etree.fromstring(xml)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(canonical(root, C14N))
    told = base64.b64encode(digest.finalize()).decode()
    info = (
        f'<SignedInfo xmlns="{DSIG}"><CanonicalizationMethod Algorithm="{C14N}"/><SignatureMethod '
        f'Algorithm="{RSA_SHA256}"/><Reference URI="{uri}">'
        f'<Transforms><Transform Algorithm="{ENVELOPED}"/></Transforms>'
        f'<DigestMethod Algorithm="{SHA256}"/><DigestValue>{told}</DigestValue></Reference></SignedInfo>'
    )
    header = root.find(".//{*}edXMLHeader")
    assert header is not None
    signature = etree.SubElement(header, f"{{{DSIG}}}Signature", nsmap={None: DSIG})
    signature.append(etree.fromstring(info))
    value = key.sign(canonical(signature[0], C14N), padding.PKCS1v15(), hashes.SHA256())
    etree.SubElement(signature, f"{{{DSIG}}}SignatureValue").text = base64.b64encode(value).decode()
    data = etree.SubElement(etree.SubElement(signature, f"{{{DSIG}}}KeyInfo"), f"{{{DSIG}}}X509Data")
    der = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    etree.SubElement(data, f"{{{DSIG}}}X509Certificate").text = der
    return etree.tostring(root, encoding="utf-8")


def test_a_message_that_the_axis_signed_is_read(
    authority: tuple[x509.Certificate, rsa.RSAPrivateKey], station: tuple[x509.Certificate, rsa.RSAPrivateKey]
) -> None:
    assert read_received(signed(XML, station), trusted=[authority[0]], at=NOON) == MESSAGE
    assert read_received(XML, trusted=[], at=NOON) == MESSAGE


def test_what_the_axis_did_not_sign_or_somebody_changed_is_refused(
    authority: tuple[x509.Certificate, rsa.RSAPrivateKey], station: tuple[x509.Certificate, rsa.RSAPrivateKey]
) -> None:
    good = signed(XML, station)
    key = rsa.generate_private_key(65537, 2048)
    stranger = (_certificate("Kẻ lạ", key, "Kẻ lạ", key), key)
    wrapped = good.replace(
        b"</edXML:edXML>", good[good.index(b"<Signature") : good.index(b"</Signature>") + 12] + b"</edXML:edXML>"
    )
    bad = {
        "unsigned": XML,
        "changed": good.replace("đôn đốc".encode(), "đồng ý".encode()),
        "a stranger's": signed(XML, stranger),
        "over a part": signed(XML, station, uri="#phan-khac"),
        "two signatures": wrapped,
        "broken value": good.replace(b"<SignatureValue>", b"<SignatureValue>AAAA"),
    }
    assert len({good, *bad.values()}) == len(bad) + 1
    for name, xml in bad.items():
        with pytest.raises(MessageRefused) as refused:
            read_received(xml, trusted=[authority[0]], at=NOON)
        assert "chữ ký" in refused.value.text.vi, name
    with pytest.raises(MessageRefused):
        read_received(good, trusted=[authority[0]], at=NOON + timedelta(days=400))


def test_a_mark_of_secrecy_is_found_wherever_it_stands() -> None:
    marked: tuple[DocumentMessage, ...] = (
        replace(MESSAGE, subject="(MẬT) Phương án bảo vệ"),
        replace(MESSAGE, subject="MẬT - PHƯƠNG ÁN BẢO VỆ"),
        replace(MESSAGE, type_name="Công văn TỐI MẬT"),
        replace(MESSAGE, attachments=(replace(MESSAGE.attachments[0], file_name="Phương án (TUYỆT MẬT).pdf"),)),
    )
    for message in marked:
        with pytest.raises(SecretMessage) as secret:
            read_received(build_document(message), trusted=[], at=NOON)
        assert secret.value.sender == MESSAGE.sender
        assert secret.value.reference.startswith("H99.01,2026/11/25")


@pytest.mark.parametrize("level", ["1", "Mật", "TỐI MẬT"])
def test_a_level_of_secrecy_in_an_element_of_its_own_is_a_mark(level: str) -> None:
    xml = XML.replace(b"</edXML:OtherInfo>", f"<edXML:DoMat>{level}</edXML:DoMat></edXML:OtherInfo>".encode())
    with pytest.raises(SecretMessage):
        read_received(xml, trusted=[], at=NOON)
    ordinary = XML.replace(b"</edXML:OtherInfo>", "<edXML:DoMat>Thường</edXML:DoMat></edXML:OtherInfo>".encode())
    assert read_received(ordinary, trusted=[], at=NOON) == MESSAGE


def test_words_that_merely_contain_it_are_no_mark() -> None:
    for text in (
        "Kế hoạch bảo mật thông tin",
        "ĐỔI MẬT KHẨU",
        "BÁO CÁO VỀ BẢO MẬT",
        "giữ bí mật nhà nước",
        "BÍ MẬT NHÀ NƯỚC",
    ):
        assert not is_mark(text), text


def test_a_broken_message_with_a_mark_is_not_kept_as_a_broken_one() -> None:
    with pytest.raises(SecretMessage) as secret:
        read_received("<edXML> MẬT Phương án".encode(), trusted=[], at=NOON)
    assert secret.value.sender is None
