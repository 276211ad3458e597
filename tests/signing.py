"""A certification authority of our own, signing keys, pictures and a document to sign: made anew in each test run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from asn1crypto import keys, tsp, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image, ImageDraw
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from engine.operations.documents.key_folder import KeyFolder
from engine.operations.documents.signing_desk import ORGANISATION
from engine.signing import Box, Conditions, PersonRequest, Signatory, SoftwareKey, Trust, above_name
from engine.typesetting import compile_pdf

NOW = datetime(2026, 11, 25, 8, 30, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
KEY_PASSWORD = "mật khẩu khóa"
CHAIR = Signatory(name="Lê Tiến Lam", identifier="038070001234")
OFFICE = Signatory(name="Hội đồng nhân dân tỉnh Thanh Hóa", identifier="2801234567")
Secret = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def secret(kind: str = "ec") -> Secret:
    """Make a key."""
    return rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())


def _name(common: str, identifier: str = "", organisation: str = "") -> pyca.Name:
    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.COMMON_NAME, common),
        (NameOID.SERIAL_NUMBER, identifier),
    ]
    return pyca.Name([pyca.NameAttribute(oid, value) for oid, value in parts if value])


def _der(certificate: pyca.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


class Authority:
    """A root and an authority below it that issues to people."""

    def __init__(self) -> None:
        self._root_secret, self._secret = secret(), secret()
        self.root = self._certify(_name("CA gốc thử nghiệm"), self._root_secret, authority=True)
        self.below = self._certify(_name("CA cấp dưới thử nghiệm"), self._secret, issuer=self.root, authority=True)

    @property
    def chain(self) -> bytes:
        """Give the certificate (DER) of the authority that issues to people."""
        return _der(self.below)

    def _certify(
        self,
        subject: pyca.Name,
        key: Secret,
        *,
        issuer: pyca.Certificate | None = None,
        authority: bool = False,
        begins: datetime = NOW - YEAR,
        ends: datetime = NOW + YEAR,
        signs: bool = True,
        stamps: bool = False,
    ) -> pyca.Certificate:
        builder = (
            pyca.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(pyca.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(pyca.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(pyca.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(_usage(authority=authority, signs=signs and not authority), critical=True)
        )
        if stamps:
            builder = builder.add_extension(pyca.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        signer = self._root_secret if issuer is None or issuer is getattr(self, "root", None) else self._secret
        return builder.sign(signer, hashes.SHA256())

    def certify(self, who: Signatory, key: Secret, *, organisation: str = "", **limits: datetime | bool) -> bytes:
        """Issue a certificate (DER) for a key that lives elsewhere."""
        name = _name(who.name, who.identifier, organisation)
        return _der(self._certify(name, key, issuer=self.below, **limits))  # type: ignore[arg-type]

    def issue(
        self, who: Signatory, *, kind: str = "ec", organisation: str = "", **limits: datetime | bool
    ) -> SoftwareKey:
        """Issue a certificate and give it with its key; `limits`: begins, ends, signs."""
        key = secret(kind)
        return SoftwareKey(key, self.certify(who, key, organisation=organisation, **limits), _der(self.below))

    def trust(self, *revoked: bytes, at: datetime = NOW, required: bool = False) -> Trust:
        """Give the trust in this authority, with revocation lists that name the certificates `revoked`."""
        lists = (self._crl(self.root, self._root_secret, (), at), self._crl(self.below, self._secret, revoked, at))
        return Trust(roots=(_der(self.root),), crls=lists, revocation_required=required)

    @staticmethod
    def _crl(issuer: pyca.Certificate, key: Secret, revoked: tuple[bytes, ...], at: datetime) -> bytes:
        builder = (
            pyca.CertificateRevocationListBuilder()
            .issuer_name(issuer.subject)
            .last_update(at - timedelta(hours=1))
            .next_update(at + timedelta(days=7))
        )
        for der in revoked:
            serial = pyca.load_der_x509_certificate(der).serial_number
            entry = pyca.RevokedCertificateBuilder().serial_number(serial).revocation_date(at - timedelta(hours=2))
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)

    def time_stamps(self, at: datetime = NOW) -> "LocalTimeStamps":
        """Give a time stamp authority of this trust whose clock stands at `at`."""
        key = secret("rsa")
        certificate = self._certify(_name("TSA thử nghiệm"), key, issuer=self.below, stamps=True)
        return LocalTimeStamps(_der(certificate), key, _der(self.below), at)


def _usage(*, authority: bool, signs: bool) -> pyca.KeyUsage:
    return pyca.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs and not authority,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


class LocalTimeStamps:
    """A real time stamp authority without a network: it signs whatever it is asked to."""

    def __init__(self, certificate: bytes, key: Secret, above: bytes, at: datetime) -> None:
        store = SimpleCertificateStore()
        store.register(x509.Certificate.load(above))
        raw = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self._stamper = DummyTimeStamper(
            tsa_cert=x509.Certificate.load(certificate),
            tsa_key=keys.PrivateKeyInfo.load(raw),
            certs_to_embed=store,
            fixed_dt=at,
        )

    def stamp(self, request: bytes) -> bytes:
        answer: bytes = self._stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump()
        return answer


@cache
def signature_picture(colour: str = "#1133cc") -> bytes:
    """Draw a scribble on a transparent ground."""
    image = Image.new("RGBA", (400, 160), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.line([(20, 120), (90, 30), (130, 130), (200, 20), (240, 120), (380, 60)], fill=colour, width=9, joint="curve")
    return _png(image)


@cache
def seal_picture(colour: str = "#cc1111") -> bytes:
    """Draw a round seal on a transparent ground."""
    image = Image.new("RGBA", (360, 360), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for inset in (6, 70):
        pen.ellipse([inset, inset, 360 - inset, 360 - inset], outline=colour, width=7)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


_DRAFT = """
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: "Tinos", size: 13pt, lang: "vi")
#grid(columns: (1fr, 1fr), align: center,
  [HĐND TỈNH THANH HÓA \\ Số: #h(12mm)/TB-HĐND],
  [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM \\ #emph[Thanh Hóa, ngày #h(8mm) tháng #h(8mm) năm 2026]])
#v(20mm)
Nội dung thông báo: kỳ họp của Hội đồng nhân dân tỉnh.
#v(20mm)
#grid(columns: (1fr, 1fr), [Nơi nhận: \\ - Lưu: VT.], align(center)[*CHỦ TỊCH* #v(28mm) *Lê Tiến Lam*])
"""


@cache
def draft(text: str = _DRAFT) -> bytes:
    """Give a document that waits for its signature, as PDF."""
    return compile_pdf(text.encode(), {}, made_at=NOW)


def place(content: bytes) -> Box:
    """Give the place of the chair's signature."""
    return above_name(content, name=CHAIR.name, position="CHỦ TỊCH", width_mm=40, height_mm=18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bureau:
    """Everything that signing takes: an authority, the chair's and the office's keys, and the conditions of NOW."""

    authority: Authority
    chair: SoftwareKey
    office: SoftwareKey
    conditions: Conditions


def open_bureau() -> Bureau:
    """Make a bureau."""
    authority = Authority()
    return Bureau(
        authority=authority,
        chair=authority.issue(CHAIR, organisation="HĐND tỉnh Thanh Hóa"),
        office=authority.issue(OFFICE, kind="rsa", organisation=OFFICE.name),
        conditions=Conditions(at=NOW, trust=authority.trust(required=True)),
    )


def person_request(content: bytes, *, number_follows: bool = True) -> PersonRequest:
    """Ask for the chair's signature."""
    return PersonRequest(
        signatory=CHAIR,
        competent=frozenset({CHAIR.identifier}),
        picture=signature_picture(),
        place=place(content),
        number_follows=number_follows,
    )


def fill_key_folder(folder: Path, authority: Authority, holders: Mapping[str, str], *, office: str) -> KeyFolder:
    """Put keys and pictures of `holders` (sign-in name → name), of the organisation, and trust into a folder."""
    (folder / "trust" / "ca").mkdir(parents=True, exist_ok=True)
    for holder, name in {**holders, ORGANISATION: office}.items():
        key = authority.issue(Signatory(name=name), organisation=office)
        certificate, *above = (pyca.load_der_x509_certificate(der) for der in (key.certificate, *key.chain))
        lock = BestAvailableEncryption(KEY_PASSWORD.encode())
        packed = pkcs12.serialize_key_and_certificates(b"k", key._secret, certificate, above, lock)
        (folder / f"{holder}.p12").write_bytes(packed)
        (folder / f"{holder}.png").write_bytes(
            seal_picture() if holder.startswith(ORGANISATION) else signature_picture()
        )
    keep_trust(folder, authority.trust())
    return KeyFolder(folder, password=KEY_PASSWORD)


def keep_trust(folder: Path, trust: Trust) -> None:
    """Write a root and revocation lists where a key folder has them."""
    (folder / "trust" / "root.cer").write_bytes(trust.roots[0])
    for index, crl in enumerate(trust.crls):
        (folder / "trust" / f"{index}.crl").write_bytes(crl)
