"""A real mail server for the tests: aiosmtpd on a port of its own, whose letters can be looked into."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from api.embedded import free_ports
from engine.mail import MailServer, SmtpSettings

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailRoom:
    """What the server does: `refuse` holds replies by address, `vanishes` how often it goes away half-way."""

    port: int
    refuse: dict[str, str] = field(default_factory=dict)
    vanishes: int = 0
    received: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: "SMTP", _session: "Session", envelope: "Envelope", address: str, _options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: "SMTP", _session: "Session", envelope: "Envelope") -> str:  # noqa: N802
        if self.vanishes:
            self.vanishes -= 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "250 never heard"
        content = envelope.original_content or b""
        message = BytesParser(policy=default).parsebytes(content)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 taken"

    def server(self, **changes: object) -> MailServer:
        """Give our side of it."""
        settings = {"host": "127.0.0.1", "port": self.port, "security": "none", "timeout_s": 5.0}
        return MailServer(
            SmtpSettings(sender="hoidong@hdnd.example", sender_name="Văn phòng Đoàn ĐBQH và HĐND", **settings | changes)  # type: ignore[arg-type]
        )


@pytest.fixture
def mail_room() -> Iterator[MailRoom]:
    """Run a mail server for one test."""
    from aiosmtpd.controller import Controller  # noqa: PLC0415  most tests send no mail

    room = MailRoom(port=free_ports(1)[0])
    controller = Controller(room, hostname="127.0.0.1", port=room.port)
    controller.start()
    yield room
    controller.stop()
