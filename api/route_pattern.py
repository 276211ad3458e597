"""The pattern of the route that took a request, such as `/v2/jobs/{jobKey}`: safe to log and to count by."""

from starlette.types import Scope

UNMATCHED = "unmatched"


def route_pattern(scope: Scope) -> str:
    """Give the pattern with the prefixes of all routers, `unmatched` when no route took the request."""
    # Newer FastAPI includes routers without copying their routes: the whole pattern stands in the context of the match.
    context = scope.get("fastapi", {}).get("effective_route_context")
    for place in (context, scope.get("route")):
        path = getattr(place, "path", None)
        if path:
            return str(path)
    return UNMATCHED
