"""Whom we trust and what a certificate is worth at a moment (RFC 5280 §6), from lists that were handed in.

Nothing is fetched over the network: revocation lists (CRL) and OCSP answers are given by whoever keeps them fresh.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathError,
    RevokedError,
    StaleRevinfoError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

from engine.signing.records import CertificateRecord, Standing

# Key usages that a document's signature may stand on (RFC 5280 §4.2.1.3; the second is also "contentCommitment").
_SIGNING_USAGES = {"digital_signature", "non_repudiation"}
_FAILURES = {
    ExpiredError: Standing.EXPIRED,
    NotYetValidError: Standing.NOT_YET_VALID,
    InsufficientRevinfoError: Standing.STATUS_UNKNOWN,
}
_KNOWN, _ANYHOW = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.NO_CHECK
# pyHanko's milder rules look at lists only when the certificate names a place to fetch them from: they are not used.
_EVERY_CERTIFICATE = RevocationCheckingPolicy(_KNOWN, _KNOWN)
_SIGNER_ONLY = RevocationCheckingPolicy(ee_certificate_rule=_KNOWN, intermediate_ca_cert_rule=_ANYHOW)
_UNCHECKED = RevocationCheckingPolicy(_ANYHOW, _ANYHOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Root certificates, further authorities' certificates, revocation lists and OCSP answers, all DER.

    `revocation_required`: a certificate about whose revocation nothing is known counts as unknown, not as valid.
    """

    roots: tuple[bytes, ...]
    intermediates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    revocation_required: bool = False

    def context(
        self,
        moment: datetime,
        others: tuple[x509.Certificate, ...] = (),
        policy: RevocationCheckingPolicy = _UNCHECKED,
    ) -> ValidationContext:
        """Make pyHanko's own form of this, for one check at `moment`; lists newer than the moment count too."""
        return ValidationContext(
            trust_roots=[x509.Certificate.load(der) for der in self.roots],
            other_certs=[*others, *(x509.Certificate.load(der) for der in self.intermediates)],
            crls=list(self.crls),
            ocsps=list(self.ocsps),
            moment=moment.astimezone(UTC),
            allow_fetching=False,
            revinfo_policy=CertRevTrustPolicy(policy, retroactive_revinfo=True),
        )

    def policies(self) -> tuple[RevocationCheckingPolicy, ...]:
        """Give how strictly to check: each weaker one is for where nothing is known of the certificates before."""
        strict = (_EVERY_CERTIFICATE,)
        return strict if self.revocation_required else (*strict, _SIGNER_ONLY, _UNCHECKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a certificate was worth, and the chain that was found (the certificate alone when there is none)."""

    standing: Standing
    chain: tuple[CertificateRecord, ...]
    revoked_at: datetime | None = None


def judge(
    certificate: x509.Certificate, trust: Trust, moment: datetime, others: tuple[x509.Certificate, ...] = ()
) -> Judgement:
    """Judge a signer's certificate at `moment` (aware); `others` are certificates that came along with it."""
    alone = (describe(certificate),)
    usage = certificate.key_usage_value
    if usage is not None and not (set(usage.native) & _SIGNING_USAGES):
        return Judgement(standing=Standing.NOT_FOR_SIGNING, chain=alone)
    try:
        path = _path(certificate, trust, moment, others)
    except RevokedError as error:
        return Judgement(standing=Standing.REVOKED, chain=alone, revoked_at=error.revocation_dt)
    except (PathError, ValidationError) as error:
        standing = next((one for kind, one in _FAILURES.items() if isinstance(error, kind)), Standing.UNTRUSTED)
        return Judgement(standing=standing, chain=alone)
    chain = tuple(describe(one) for one in reversed(list(path.iter_certs(include_root=True))))
    return Judgement(standing=Standing.VALID, chain=chain)


def _path(
    certificate: x509.Certificate, trust: Trust, moment: datetime, others: tuple[x509.Certificate, ...]
) -> ValidationPath:
    *stricter, last = trust.policies()
    for policy in stricter:
        validator = CertificateValidator(certificate, validation_context=trust.context(moment, others, policy))
        try:
            return asyncio.run(validator.async_validate_path())
        except StaleRevinfoError:
            raise  # a list that is out of date is no reason to know less than it says
        except InsufficientRevinfoError:
            continue
    validator = CertificateValidator(certificate, validation_context=trust.context(moment, others, last))
    return asyncio.run(validator.async_validate_path())


def describe(certificate: x509.Certificate) -> CertificateRecord:
    """Put a certificate into words."""
    return CertificateRecord(
        subject=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
        sha256=certificate.sha256.hex(),
    )


def owner(certificate: x509.Certificate) -> tuple[str, str, str]:
    """Give the name, the serial number and the organisation of a certificate's subject, empty where it has none."""
    subject = certificate.subject.native
    parts = (subject.get(key) or "" for key in ("common_name", "serial_number", "organization_name"))
    name, identifier, organisation = (part if isinstance(part, str) else " ".join(part) for part in parts)
    return name, identifier, organisation
