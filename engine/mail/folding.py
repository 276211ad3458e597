"""How long headers are folded: words beyond ASCII become encoded words of RFC 2047 that give back every space.

Python's own policy loses the space between two encoded words where it breaks a line (seen with 3.11).
"""

from email.header import Header
from email.policy import SMTP, EmailPolicy


class FoldedPolicy(EmailPolicy):
    """The policy for messages that go out over SMTP."""

    def fold(self, name: str, value: str) -> str:
        """Give the lines of a header, each with its end."""
        if str(value).isascii() or name.lower().startswith("content-"):
            return str(super().fold(name, value))
        if name.lower() == "subject":
            return f"{name}: {self._encoded(str(value), name)}{self.linesep}"
        addresses = getattr(value, "addresses", None)
        if addresses is None:
            return str(super().fold(name, value))
        told = (f"{self._encoded(one.display_name, name)} <{one.addr_spec}>" for one in addresses)
        return f"{name}: {f',{self.linesep} '.join(told)}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """Give the same as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")

    def _encoded(self, text: str, name: str) -> str:
        return Header(text, charset="utf-8", header_name=name).encode(linesep=self.linesep)


FOLDED = FoldedPolicy(linesep=SMTP.linesep)
