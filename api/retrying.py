"""A command that the database undid for the sake of another one is given again, a few times, before anybody is told.

Only when nothing of the request stands (no transaction of it has been committed) and its body can be read once more. No
pause between: the other one has what it waited for by then, and this one queues behind it. Pages and `/v2` alike.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.route_pattern import route_pattern
from engine.commits import counting
from engine.errors import Outrun

MORE: Final = 2  # attempts after the first
_log = structlog.get_logger("hoidong.api")


class RetriedRoute(APIRoute):
    """A route whose request is handled again when the database undid it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the framework's handler; raise Outrun when the last attempt is undone too."""
        handle = super().get_route_handler()

        async def retrying(request: Request) -> Response:
            for _ in range(MORE):
                with counting() as commits:
                    try:
                        return await handle(request)
                    except Outrun:
                        if commits.count or is_streamed(request):
                            raise
                _log.info("command_given_again", route=route_pattern(request.scope))
            return await handle(request)

        return retrying


def note_streamed(request: Request) -> None:
    """Say that the request's body is read as it comes and kept nowhere."""
    request.state.streamed = True


def is_streamed(request: Request) -> bool:
    """Tell whether somebody said so."""
    return getattr(request.state, "streamed", False)
