"""Signing on the signer's own machine: the machine that is paired, and a document that waits for a signature there."""

from dataclasses import dataclass, field
from datetime import datetime

from engine.model.lifecycle import SigningState


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAgentRecord:
    """A person's machine; `certificates` are DER, the signer's own first."""

    key: int
    username: str
    machine: str
    certificates: tuple[bytes, ...] = field(repr=False)
    certificate_sha256: str
    paired_at: datetime
    seen_at: datetime

    @property
    def certificate(self) -> bytes:
        """Give the signer's certificate, as whoever prepares a signature asks for it."""
        return self.certificates[0]

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Give the certificates above it."""
        return self.certificates[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningRequestRecord:
    """A document that waits for one person's signature, bound to what they read; one a job.

    `hole` is where the signature goes in the prepared document; `told` the code of what the machine told last.
    """

    key: int
    job_key: int
    instance_key: int
    username: str
    document_key: int
    document_sha256: str
    document_size: int  # bytes
    file_name: str
    certificates: tuple[bytes, ...] = field(repr=False)
    certificate_sha256: str
    prepared_sha256: str
    hole: tuple[int, int]
    signed_attributes: bytes = field(repr=False)
    state: SigningState
    told: str
    round: int
    prepared_round: int
    asked_at: datetime
    expires_at: datetime
    signature: bytes | None = field(repr=False)

    @property
    def certificate(self) -> bytes:
        """Give the certificate that the signature must fit."""
        return self.certificates[0]

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Give the certificates above it."""
        return self.certificates[1:]

    @property
    def mark(self) -> str:
        """Name the document as it was laid ready last: pressed or prepared anew it has another mark."""
        return f"{self.key}.{self.prepared_round}"

    def is_ready(self, now: datetime) -> bool:
        """Tell whether the prepared document may be signed at this moment."""
        return self.state is SigningState.WAITING and self.prepared_round == self.round and now < self.expires_at
