"""Hands messages to the mail server by SMTP (RFC 5321), over TLS unless the operator says otherwise.

Each message is a conversation of its own: a server that goes away half-way spoils one message, which may be tried
again. Server replies are kept for administrators only, cut short: they may be as long as the server likes.
"""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal

from engine.errors import InputRejected, Text, Unavailable
from engine.mail.message import Mail, compose

Security = Literal["starttls", "tls", "none"]
_LONGEST_REPLY = 300  # characters
_TEMPORARY = range(400, 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """The mail server and who the messages come from. `timeout_s` bounds each wait for the server."""

    host: str
    port: int = 587
    security: Security = "starttls"
    user: str | None = None
    password: str = field(default="", repr=False)
    sender: str
    sender_name: str = ""
    timeout_s: float = 30.0


class MailServer:
    """The Office's mail server."""

    def __init__(self, settings: SmtpSettings) -> None:
        self.settings = settings

    @property
    def sender(self) -> str:
        """Give the address that messages come from."""
        return self.settings.sender

    def send(self, mail: Mail) -> None:
        """Hand the message over; when this returns, the server has taken it upon itself.

        Raises InputRejected (`mail_refused`, with the server's `reply` in the details: trying again is no use; or what
        `compose` refuses) and Unavailable (`mail_server_unavailable`, `mail_sign_in_refused`, `mail_deferred`: later
        may do).
        """
        composed = compose(mail, sender=self.settings.sender, sender_name=self.settings.sender_name)
        try:
            server = self._connect()
        except smtplib.SMTPAuthenticationError as error:
            raise _sign_in_refused(error) from error
        except OSError as error:  # smtplib's own errors and those of TLS are among them
            raise _unavailable(error) from error
        try:
            self._hand_over(server, composed, mail.to)
        finally:
            with suppress(OSError):  # taken or not was settled before; a failing goodbye changes nothing
                server.quit()
            server.close()

    def check(self) -> None:
        """Connect, sign in and leave; raises Unavailable."""
        try:
            with self._connect() as server:
                server.noop()
        except smtplib.SMTPAuthenticationError as error:
            raise _sign_in_refused(error) from error
        except OSError as error:
            raise _unavailable(error) from error

    def _connect(self) -> smtplib.SMTP:
        one = self.settings
        if one.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                one.host, one.port, timeout=one.timeout_s, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(one.host, one.port, timeout=one.timeout_s)
        try:
            if one.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if one.user is not None:
                server.login(one.user, one.password)
        except BaseException:
            server.close()
            raise
        return server

    def _hand_over(self, server: smtplib.SMTP, composed: EmailMessage, to: str) -> None:
        try:
            server.send_message(composed, self.settings.sender, [to])
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = error.recipients[to]
            raise _answered(code, reply) from error
        except smtplib.SMTPResponseException as error:
            raise _answered(error.smtp_code, error.smtp_error) from error
        except OSError as error:
            raise _unavailable(error) from error


def _answered(code: int, reply: bytes | str) -> InputRejected | Unavailable:
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    details = {"reply": f"{code} {words}"[:_LONGEST_REPLY]}
    if code in _TEMPORARY or code < 0:
        return Unavailable(
            Text(
                vi="Máy chủ thư chưa nhận thư này; hệ thống sẽ gửi lại sau.",
                en="The mail server does not take this message now; it will be sent again.",
            ),
            code="mail_deferred",
            details=details,
        )
    return InputRejected(
        Text(vi="Máy chủ thư từ chối thư này.", en="The mail server refuses this message."),
        code="mail_refused",
        details=details,
    )


def _unavailable(error: OSError) -> Unavailable:
    return Unavailable(
        Text(
            vi="Chưa kết nối được máy chủ thư; hệ thống sẽ gửi lại sau.",
            en="The mail server cannot be reached; the message will be sent again.",
        ),
        code="mail_server_unavailable",
        details={"reason": type(error).__name__},
    )


def _sign_in_refused(error: smtplib.SMTPAuthenticationError) -> Unavailable:
    return Unavailable(
        Text(
            vi="Máy chủ thư không nhận tài khoản gửi thư. Người vận hành cần xem lại HOIDONG_SMTP_USER.",
            en="The mail server refuses the sending account. The operator should check HOIDONG_SMTP_USER.",
        ),
        code="mail_sign_in_refused",
        details={"reason": str(error.smtp_code)},
    )
