"""How an issued document leaves the house: one port, and what it carries. Each channel is one file beside this.

A channel is asked at least once for every parcel and must have one effect: `message_id` is the same at every try.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from engine.errors import InputRejected, Text
from engine.exchange import DocumentMessage
from engine.store.queries.directory import DirectoryUnit

INSIDE: Final = "noi_bo"  # people with accounts here; no channel of this port
PAPER: Final = "giay"
AXIS: Final = "truc"
EMAIL: Final = "email"
FOLDER: Final = "thu_muc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One document for one recipient, with its files read."""

    message_id: str
    address: str
    message: DocumentMessage


class Channel(Protocol):
    """Carries parcels. `answers` tells whether receivers report over it, so that a case waits for them."""

    code: str
    answers: bool

    def address_of(self, unit: DirectoryUnit) -> str | None:
        """Give where the channel reaches the unit, None when it does not."""
        ...

    def send(self, parcel: Parcel) -> None:
        """Hand the parcel over; raises Unavailable (try again) or InputRejected (this recipient will not get it)."""
        ...


def refused(channel_vi: str, channel_en: str, why: str) -> InputRejected:
    """Tell that the other side turned a parcel down, in its own words."""
    said = "".join(one for one in why if one.isprintable())[:300]
    return InputRejected(
        Text(vi=f"{channel_vi} không nhận: {said}", en=f"{channel_en} turned it down: {said}"),
        code="dispatch_refused",
    )
