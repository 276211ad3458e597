"""Signing keys of the demonstration: an authority of its own, made at preparation and kept in the data folder alone.

Nothing of it is delivered or committed, and nobody outside trusts it: documents signed with it are worth nothing.
"""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw, ImageFont

from engine.operations.documents.signing_desk import ORGANISATION, seal_of
from engine.typesetting.compile import FONTS

# The demonstration's clock can be moved; its keys hold for all of it.
_BEGINS, _ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
_BLUE, _RED = "#1f3fb4", "#c8141e"
_OWNER_ONLY_FOLDER: Final = 0o700


_NO_BODIES: Final[Mapping[str, str]] = {}


def make_demo_keys(
    folder: Path,
    holders: Mapping[str, str],
    *,
    organisation: str,
    password: str,
    bodies: Mapping[str, str] = _NO_BODIES,
) -> None:
    """Make a key and a picture for each holder (sign-in name → name) and for the organisation; whole or not at all.

    `bodies` (code → name) have seals of their own.
    """
    if folder.exists():
        return
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True)
    (fresh / "trust").mkdir()
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = _certify("CA trình diễn (không có giá trị)", root_key, root_key, None)
    (fresh / "trust/demo.cer").write_bytes(root.public_bytes(Encoding.DER))
    seals = {ORGANISATION: organisation, **{seal_of(code): name for code, name in bodies.items()}}
    for holder, name in {**holders, **seals}.items():
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certify(name, key, root_key, root, organisation)
        lock = BestAvailableEncryption(password.encode())
        packed = pkcs12.serialize_key_and_certificates(holder.encode(), key, certificate, None, lock)
        (fresh / f"{holder}.p12").write_bytes(packed)
        (fresh / f"{holder}.png").write_bytes(_seal(name) if holder in seals else _signature(name))
    fresh.rename(folder)


def _certify(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    organisation: str = "",
) -> x509.Certificate:
    parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, name)]
    subject = x509.Name([x509.NameAttribute(kind, value) for kind, value in parts if value])
    is_root = issuer is None
    usage = x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGINS)
        .not_valid_after(_ENDS)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(signer, hashes.SHA256())
    )


def _signature(name: str) -> bytes:
    """Write the given name in blue with a stroke below."""
    image = Image.new("RGBA", (600, 270), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.text((300, 120), name.rsplit(maxsplit=1)[-1], font=_font("400Regular_Italic", 130), fill=_BLUE, anchor="mm")
    pen.line([(90, 225), (330, 205), (520, 150)], fill=_BLUE, width=8, joint="curve")
    return _png(image)


def _seal(name: str) -> bytes:
    """Draw two red rings with the organisation's name and the word for demonstration."""
    image = Image.new("RGBA", (720, 720), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for inset, width in ((8, 14), (150, 6)):
        pen.ellipse([inset, inset, 720 - inset, 720 - inset], outline=_RED, width=width)
    pen.text((360, 90), "TRÌNH DIỄN", font=_font("700Bold", 56), fill=_RED, anchor="mm")
    lines = "\n".join(wrap(name.upper(), 11))
    size = min(52, 300 // max(lines.count("\n") + 1, 5))
    pen.multiline_text((360, 360), lines, font=_font("700Bold", size), fill=_RED, anchor="mm", align="center")
    pen.regular_polygon((360, 635, 30), 5, fill=_RED)
    return _png(image)


def _font(style: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"Tinos_{style}.ttf"), size)


def _png(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
