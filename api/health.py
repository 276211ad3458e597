"""Whether the process lives and whether it can serve; for the supervisor and the load balancer, without details."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.json_text import write_json
from engine.errors import Unavailable

router = APIRouter(include_in_schema=False)


@router.get("/health")
async def live() -> Response:
    """Say that the process answers; it touches nothing else."""
    return _answer(200, {"status": "up"})


@router.get("/health/ready")
def ready(request: Request) -> Response:
    """Say whether PostgreSQL and the object store answer: 200, or 503 naming the part that does not."""
    engine = request.app.state.engine
    parts = {"database": _check(engine.database.check), "objects": _check(engine.objects.check)}
    up = all(state == "up" for state in parts.values())
    return _answer(200 if up else 503, {"status": "up" if up else "down", "parts": parts})


def _check(check: Callable[[], None]) -> str:
    try:
        check()
    except Unavailable:
        return "down"
    return "up"


def _answer(status: int, body: object) -> Response:
    return Response(
        write_json(body), status_code=status, media_type="application/json", headers={"Cache-Control": "no-store"}
    )
