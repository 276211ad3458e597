"""Access tokens for machines: `POST /oauth/token`, client credentials (RFC 6749 §4.4), answered in that RFC's form."""

from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from api.accounts import client_address, read_basic
from api.json_text import write_json
from api.retrying import RetriedRoute
from engine.errors import LimitExceeded, NotAuthenticated
from engine.operations import issue_token

router = APIRouter(tags=["Sign-in of machines"], route_class=RetriedRoute)

_FORM = "application/x-www-form-urlencoded"
_LARGEST_FORM = 16_000
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_OPENAPI: dict[str, Any] = {
    "security": [],
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string", "format": "password"},
                    },
                },
                "example": {"grant_type": "client_credentials", "client_id": "may-dong-dau", "client_secret": "…"},
            }
        },
    },
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The token.",
        "content": {"application/json": {"example": {"access_token": "…", "token_type": "Bearer", "expires_in": 3600}}},
    },
    400: {
        "description": "The request is wrong (RFC 6749 §5.2).",
        "content": {"application/json": {"example": {"error": "unsupported_grant_type"}}},
    },
    401: {
        "description": "The client or its secret is wrong.",
        "content": {"application/json": {"example": {"error": "invalid_client"}}},
    },
}


@router.post("/oauth/token", response_class=Response, openapi_extra=_OPENAPI, responses=_RESPONSES)
async def token(request: Request) -> Response:
    """Give an access token for a client's id and secret, sent in the form or as Basic."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return _error("invalid_request", "the body must be a form (application/x-www-form-urlencoded)")
    fields = _fields(await request.body())
    if fields is None:
        return _error("invalid_request", "the form cannot be read, or gives a field twice")
    if fields.get("grant_type") != "client_credentials":
        return _error("unsupported_grant_type", "only client_credentials is supported")
    basic = read_basic(request.headers.get("authorization", ""))
    client_id = basic.username if basic else fields.get("client_id", "")
    secret = basic.password if basic else fields.get("client_secret", "")
    if not client_id or not secret:
        return _error("invalid_client", "client_id and client_secret are needed", status=401)
    return await run_in_threadpool(_issue, request, client_id, secret)


def _issue(request: Request, client_id: str, secret: str) -> Response:
    state = request.app.state
    try:
        issued = issue_token(
            state.engine,
            state.sign_in_rules,
            client_id=client_id,
            client_secret=secret,
            address=client_address(request),
        )
    except NotAuthenticated as error:
        return _error("invalid_client", error.text.en, status=401)
    except LimitExceeded as error:
        return _error("temporarily_unavailable", error.text.en, status=429, **error.details)
    body = {"access_token": issued.token, "token_type": "Bearer", "expires_in": issued.expires_in_s}
    return Response(write_json(body), media_type="application/json", headers=_NO_STORE)


def _fields(body: bytes) -> dict[str, str] | None:
    if len(body) > _LARGEST_FORM:
        return None
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=50, encoding="utf-8", errors="strict"
        )
    except ValueError:  # not ASCII, not UTF-8 inside, too many fields
        return None
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else None


def _error(code: str, description: str, *, status: int = 400, **details: str | int) -> Response:
    headers = dict(_NO_STORE)
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="hoidong"'
    if "retry_after_s" in details:
        headers["Retry-After"] = str(details["retry_after_s"])
    body = {"error": code, "error_description": description}
    return Response(write_json(body), status_code=status, media_type="application/json", headers=headers)
