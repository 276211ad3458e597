"""A person's way in and out: password against session cookie. The cookie holds an opaque token and nothing else."""

from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from api.accounts.address import client_address
from api.accounts.csrf import SESSION_COOKIE, VISITOR_COOKIE
from engine.model.actor import Actor
from engine.operations.sign_in import sign_in
from engine.operations.sign_out import sign_out


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """A session that waits to be handed to the browser."""

    actor: Actor
    expires_at: datetime
    secure: bool
    _token: str = field(repr=False)

    def set_on(self, response: Response) -> None:
        """Put the session cookie on the response; the visitor's cookie has served."""
        response.set_cookie(SESSION_COOKIE, self._token, httponly=True, samesite="lax", secure=self.secure, path="/")
        response.delete_cookie(VISITOR_COOKIE, path="/")


def enter_person(request: Request, *, username: str, password: str) -> OpenedSession:
    """Sign a person in (blocking: call it from a plain `def` route, outside any unit of work).

    Raises NotAuthenticated (`credentials_wrong`) or LimitExceeded (`too_many_attempts`). A previous session of this
    browser ends.
    """
    state = request.app.state
    signed_in = sign_in(
        state.engine,
        state.sign_in_rules,
        username=username.strip(),
        password=password,
        address=client_address(request),
        old_token=request.cookies.get(SESSION_COOKIE),
    )
    return OpenedSession(
        actor=signed_in.actor,
        expires_at=signed_in.expires_at,
        secure=state.settings.secure_cookies,
        _token=signed_in.token,
    )


def leave_person(request: Request, response: Response) -> None:
    """Sign a person out and take the cookie back; no session is no error."""
    token = request.cookies.get(SESSION_COOKIE)
    if token is not None:
        with request.app.state.engine.unit_of_work() as uow:
            sign_out(uow, token=token)
    response.delete_cookie(SESSION_COOKIE, path="/")
