"""A command that the database undid for the sake of another one is given again, a few times, before anybody is told.

Only when nothing of the request stands: its one transaction is the one that was undone. No pause between: the other one
has what it waited for by then, and this one queues behind it.
"""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import Response

from engine.errors import Outrun

MORE: Final = 2  # attempts after the first
_log = structlog.get_logger("hoidong.api")


async def retrying(handle: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
    """Handle a request whose body has been read; raise Outrun when the last attempt is undone too."""
    for _ in range(MORE):
        request.state.transactions = 0
        try:
            return await handle(request)
        except Outrun:
            if request.state.transactions != 1:
                raise
        _log.info("command_given_again", path=request.url.path)
    return await handle(request)


def note_transaction(request: Request) -> None:
    """Count the transactions of a request."""
    request.state.transactions = getattr(request.state, "transactions", 0) + 1
