"""The pattern of the route that took a request, such as `/v2/jobs/{jobKey}`: safe to log and to count by."""

from starlette.types import Scope

UNMATCHED = "unmatched"
# Only a restricted case has a sender's identity: that somebody was answered here would tell of such a case.
_OF_HIDDEN = frozenset({"/ho-so/{instance_key:int}/danh-tinh"})
_AS_OF_NOTHING = frozenset({303, 401, 404, 405})  # how a case that does not exist answers, or nobody known is answered
_FAILURES_FROM = 500


def route_pattern(scope: Scope) -> str:
    """Give the pattern with the prefixes of all routers, `unmatched` when no route took the request."""
    # Newer FastAPI includes routers without copying their routes: the whole pattern stands in the context of the match.
    context = scope.get("fastapi", {}).get("effective_route_context")
    for place in (context, scope.get("route")):
        path = getattr(place, "path", None)
        if path:
            return str(path)
    return UNMATCHED


def is_untold(scope: Scope, status: int) -> bool:
    """Tell whether neither logs nor figures may say that this request was answered so."""
    told = status in _AS_OF_NOTHING or status >= _FAILURES_FROM
    return not told and route_pattern(scope) in _OF_HIDDEN
