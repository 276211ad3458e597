"""The way from a request into the engine: who asks, in which language, and one transaction for the answer.

`open_door` is the only dependency that routes and pages need. It reads credentials and checks CSRF without touching
the database; `Door.enter` then signs the caller in within the very transaction that the operation uses.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

from api.accounts import (
    SAFE_METHODS,
    BasicCredentials,
    SessionCredentials,
    Shown,
    TokenCredentials,
    check_csrf,
    check_site,
    client_address,
    language_of,
    shown_credentials,
)
from api.errors import is_machine_path
from engine.commits import not_counting
from engine.errors import NotAuthenticated, Text
from engine.model.actor import Actor
from engine.operations.engine import Engine
from engine.operations.signing_in.authenticate_basic import authenticate_basic
from engine.operations.signing_in.authenticate_session import BegunSession, authenticate_session, begun_session
from engine.operations.signing_in.authenticate_token import authenticate_token
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.unit_of_work import UnitOfWork


class Door:
    """One caller's way in. `enter` may be used more than once; each time is a transaction of its own."""

    def __init__(self, request: Request, shown: Shown | None) -> None:
        self._request = request
        self._shown = shown
        self.engine: Engine = request.app.state.engine
        self.rules: SignInRules = request.app.state.sign_in_rules

    @property
    def language(self) -> str:
        """Give the caller's language; their account's counts after the first `enter`."""
        return language_of(self._request)

    @property
    def session_token(self) -> str | None:
        """Give the token of the browser's session, None to whoever signs in otherwise."""
        return self._shown.token if isinstance(self._shown, SessionCredentials) else None

    @contextmanager
    def enter(self) -> Iterator[tuple[UnitOfWork, Actor]]:
        """Open a transaction and tell who acts in it; raise NotAuthenticated when nobody known does."""
        if isinstance(self._shown, BasicCredentials):
            with not_counting():
                actor = authenticate_basic(
                    self.engine,
                    self.rules,
                    username=self._shown.username,
                    password=self._shown.password,
                    address=client_address(self._request),
                )
            with self.engine.unit_of_work() as uow:
                yield uow, self._noted(actor)
            return
        if self._shown is None:
            raise nobody()
        with self.engine.unit_of_work() as uow:
            yield uow, self._noted(self._of_token(uow, self._shown))

    @contextmanager
    def watch(self) -> Iterator[tuple[UnitOfWork, Actor]]:
        """Open a transaction for what a person's open page does by itself: it is no use of the session.

        Raises NotAuthenticated for anybody without a living session, machines among them.
        """
        if not isinstance(self._shown, SessionCredentials):
            raise nobody()
        with self.engine.unit_of_work() as uow:
            yield uow, self._noted(authenticate_session(uow, self.rules, token=self._shown.token, used=False))

    @contextmanager
    def halfway(self) -> Iterator[tuple[UnitOfWork, BegunSession]]:
        """Open a transaction for the pages that complete a sign-in, with who has come how far.

        Raises NotAuthenticated for anybody without a living session, machines among them.
        """
        if not isinstance(self._shown, SessionCredentials):
            raise nobody()
        with self.engine.unit_of_work() as uow:
            begun = begun_session(uow, self.rules, token=self._shown.token)
            self._noted(begun.actor)
            yield uow, begun

    def _of_token(self, uow: UnitOfWork, shown: SessionCredentials | TokenCredentials) -> Actor:
        if isinstance(shown, SessionCredentials):
            return authenticate_session(uow, self.rules, token=shown.token)
        return authenticate_token(uow, self.rules, token=shown.token)

    def _noted(self, actor: Actor) -> Actor:
        self._request.state.actor = actor
        return actor


async def open_door(request: Request) -> Door:
    """Read who asks and refuse what another site sends in a person's name."""
    check_site(request)
    shown = shown_credentials(request)
    on_page = not is_machine_path(request.url.path)
    if request.method not in SAFE_METHODS and (isinstance(shown, SessionCredentials) or (shown is None and on_page)):
        await check_csrf(request, read_form=on_page)
    return Door(request, shown)


DoorDep = Annotated[Door, Depends(open_door)]


def nobody() -> NotAuthenticated:
    """Give the answer to a request that shows no credentials."""
    return NotAuthenticated(
        Text(vi="Hãy đăng nhập để làm tiếp.", en="Sign in to go on."),
        code="not_authenticated",
    )
