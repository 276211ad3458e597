"""What an installation signs with, as the engine sees it: keys and pictures by holder, whom it trusts, who proves time.

The engine's parts never hold a key. The signing libraries are loaded when the first signature is made.
"""

from typing import TYPE_CHECKING, Final, Protocol

from engine.errors import InputRejected, Text

if TYPE_CHECKING:
    from engine.signing import SigningKey, TimeStampAuthority, Trust

ORGANISATION: Final = "co_quan"  # the holder that is no person: the Office


def seal_of(code: str) -> str:
    """Give the holder for the seal of another body, by its code in the directory."""
    return f"{ORGANISATION}.{code.lower()}"


class SigningDesk(Protocol):
    """Gives what a signature takes. A holder is a sign-in name, ORGANISATION, or a body's `seal_of`."""

    seal_mm: float

    def has_key(self, holder: str) -> bool:
        """Tell whether the holder has a key here, in reach or not."""
        ...

    def key(self, holder: str) -> "SigningKey":
        """Give the holder's key; raises InputRejected when there is none, Unavailable when it is out of reach."""
        ...

    def picture(self, holder: str) -> bytes:
        """Give the picture of the holder's signature or seal (PNG); raises InputRejected when there is none."""
        ...

    def trust(self) -> "Trust":
        """Give roots and revocation lists as they are now."""
        ...

    def time_stamps(self) -> "TimeStampAuthority | None":
        """Give the time stamp authority, if there is one."""
        ...


def not_configured() -> InputRejected:
    """Tell that this installation cannot sign."""
    return InputRejected(
        Text(
            vi="Máy chủ chưa được cấu hình để ký số. Người vận hành đặt HOIDONG_SIGNING_FOLDER rồi chọn Chạy lại.",
            en="This server is not set up to sign. The operator sets HOIDONG_SIGNING_FOLDER, then retry.",
        ),
        code="signing_not_configured",
    )
