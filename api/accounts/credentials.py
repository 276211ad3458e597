"""What a request shows to say who it is from: an Authorization header before a cookie. It believes nothing yet."""

import base64
import binascii
from dataclasses import dataclass, field

from starlette.requests import Request

from api.accounts.csrf import SESSION_COOKIE
from engine.errors import NotAuthenticated, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCredentials:
    """A browser's session cookie."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCredentials:
    """A machine's access token (RFC 6750)."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicCredentials:
    """A name and a password (RFC 7617)."""

    username: str
    password: str = field(repr=False)


Shown = SessionCredentials | TokenCredentials | BasicCredentials


def shown_credentials(request: Request) -> Shown | None:
    """Read the credentials of a request; raise NotAuthenticated when the Authorization header cannot be read."""
    header = request.headers.get("authorization")
    if header is not None:
        return _from_header(header)
    token = request.cookies.get(SESSION_COOKIE)
    return SessionCredentials(token=token) if token else None


def read_basic(header: str) -> BasicCredentials | None:
    """Read an `Authorization: Basic` header; None when it is something else or broken."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        username, colon, password = base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return BasicCredentials(username=username, password=password) if colon else None


def _from_header(header: str) -> Shown:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return TokenCredentials(token=value.strip())
    basic = read_basic(header)
    if basic is None:
        raise NotAuthenticated(
            Text(
                vi="Không đọc được tiêu đề Authorization. Máy chủ nhận Bearer và Basic.",
                en="The Authorization header cannot be read. Bearer and Basic are accepted.",
            ),
            code="authorization_malformed",
        )
    return basic
