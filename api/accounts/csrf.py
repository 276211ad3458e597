"""Proof that an unsafe request comes from a page of ours: a token derived from the browser's own cookie.

The token is an HMAC keyed by the session token (before sign-in: by a random visitor's cookie), so nothing is stored,
it changes with every sign-in, and another site can neither read nor compute it.
"""

import hashlib
import hmac
from typing import Final

from starlette.requests import Request

from engine.errors import NotPermitted, Text

CSRF_HEADER: Final = "X-CSRF-Token"
CSRF_FIELD: Final = "csrf_token"
SESSION_COOKIE: Final = "hoidong_session"
VISITOR_COOKIE: Final = "hoidong_visitor"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def csrf_token(cookie_value: str) -> str:
    """Derive the token that belongs to a cookie."""
    key = cookie_value.encode("utf-8", "surrogatepass")
    return hmac.new(key, b"hoidong csrf", hashlib.sha256).hexdigest()


async def check_csrf(request: Request, *, read_form: bool) -> None:
    """Raise NotPermitted (`csrf_failed`) unless the header or (`read_form`) the form carries this browser's token."""
    given = request.headers.get(CSRF_HEADER)
    if given is None and read_form and request.headers.get("content-type", "").startswith(_FORM_TYPES):
        field = (await request.form()).get(CSRF_FIELD)
        given = field if isinstance(field, str) else None
    cookie_value = request.cookies.get(SESSION_COOKIE) or request.cookies.get(VISITOR_COOKIE)
    if not cookie_value or given is None:
        raise refused()
    expected = csrf_token(cookie_value)
    if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode()):
        raise refused()


def check_site(request: Request) -> None:
    """Raise NotPermitted when the browser itself says that another site sends an unsafe request."""
    if request.method not in SAFE_METHODS and request.headers.get("sec-fetch-site") == "cross-site":
        raise refused()


def refused() -> NotPermitted:
    """Give the answer to a request without proof."""
    return NotPermitted(
        Text(
            vi="Trang này đã mở từ trước khi đăng nhập lại, hoặc yêu cầu đến từ trang khác. "
            "Chưa có gì được gửi đi; hãy tải lại trang rồi thử lại.",
            en="This page is older than your sign-in, or the request came from another site. "
            "Nothing was sent; reload the page and try again.",
        ),
        code="csrf_failed",
    )
