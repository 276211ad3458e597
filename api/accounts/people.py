"""A person's way in and out: password against session cookie. The cookie holds an opaque token and nothing else."""

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from api.accounts.address import client_address
from api.accounts.csrf import SESSION_COOKIE, VISITOR_COOKIE, csrf_token
from engine.model.sign_in import SignInStep
from engine.operations.signing_in.open_session import SignedIn
from engine.operations.signing_in.sign_in import sign_in
from engine.operations.signing_in.sign_out import sign_out


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """A session that waits to be handed to the browser, and what it waits for itself."""

    step: SignInStep
    secure: bool
    _token: str = field(repr=False)

    def adopt(self, request: Request) -> None:
        """Let the page that answers `request` prove its forms by the new session, not by the one that it replaces."""
        request.state.csrf_token = csrf_token(self._token)

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
    return opened_session(request, signed_in)


def opened_session(request: Request, signed_in: SignedIn) -> OpenedSession:
    """Give a session just opened as the browser gets it."""
    secure = request.app.state.settings.secure_cookies
    return OpenedSession(step=signed_in.step, secure=secure, _token=signed_in.token)


def leave_person(request: Request, response: Response) -> None:
    """Sign a person out and take the cookie back; no session is no error."""
    token = request.cookies.get(SESSION_COOKIE)
    if token is not None:
        with request.app.state.engine.unit_of_work() as uow:
            sign_out(uow, token=token)
    response.delete_cookie(SESSION_COOKIE, path="/")
