"""The one table from an error to an HTTP status, and the one handler that answers it.

Under `/v2` and `/oauth` the answer is RFC 9457 problem+json; elsewhere the renderer of the pages answers (a page, or a
fragment for htmx). Texts come in the reader's language. Nothing here decides whether something is an error, and no
answer ever shows a traceback.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from api.accounts import language_of
from api.json_text import write_json
from api.problem_texts import findings_of
from engine.errors import (
    Conflict,
    DefinitionError,
    EngineError,
    Finding,
    InputRejected,
    LimitExceeded,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    Outrun,
    Text,
    Unavailable,
)
from engine.operations.signing_in.authenticate_session import UNFINISHED

PROBLEM = "application/problem+json"
SIGN_IN_PATH = "/dang-nhap"
EDITING_PATH = "/word/"  # addresses of office programs; what follows is secret
SIGN_IN_STEP_PATH = f"{SIGN_IN_PATH}/tiep"  # where a sign-in is completed

STATUS: Mapping[type[EngineError], int] = {
    DefinitionError: 400,
    InputRejected: 400,
    NotAuthenticated: 401,
    NotPermitted: 403,
    NotFound: 404,
    Conflict: 409,
    LimitExceeded: 413,
    Unavailable: 503,
    Outrun: 503,
    EngineError: 500,
}
STATUS_OF_CODE: Mapping[str, int] = {
    "edit_ended": 403,
    "edit_condition_unmet": 412,
    "edit_refused": 415,
    "edit_locked": 423,
    "too_many_attempts": 429,
    "too_many_streams": 429,
    "media_type_unsupported": 415,
    "method_not_allowed": 405,
}
_TITLES: Mapping[int, Text] = {
    400: Text(vi="Yêu cầu chưa đúng", en="Bad request"),
    401: Text(vi="Chưa đăng nhập", en="Not signed in"),
    403: Text(vi="Không có quyền", en="Not permitted"),
    404: Text(vi="Không tìm thấy", en="Not found"),
    405: Text(vi="Thao tác không áp dụng cho địa chỉ này", en="Method not allowed"),
    409: Text(vi="Dữ liệu đã thay đổi", en="Conflict"),
    412: Text(vi="Dữ liệu đã thay đổi", en="Precondition failed"),
    413: Text(vi="Vượt giới hạn", en="Limit exceeded"),
    415: Text(vi="Kiểu nội dung không được hỗ trợ", en="Unsupported media type"),
    423: Text(vi="Đang có người sửa", en="Locked"),
    429: Text(vi="Thử lại quá nhiều lần", en="Too many attempts"),
    500: Text(vi="Lỗi hệ thống", en="Internal error"),
    503: Text(vi="Tạm thời chưa phục vụ được", en="Temporarily unavailable"),
}
_HTTP: Mapping[int, tuple[str, Text]] = {
    404: ("not_found", Text(vi="Không tìm thấy địa chỉ này.", en="There is nothing at this address.")),
    405: (
        "method_not_allowed",
        Text(vi="Địa chỉ này không nhận phương thức HTTP vừa dùng.", en="This address does not take that HTTP method."),
    ),
    400: ("request_malformed", Text(vi="Không đọc được nội dung yêu cầu.", en="The request could not be read.")),
}
_UNEXPECTED = Text(
    vi="Hệ thống gặp lỗi ngoài dự kiến. Chưa có gì thay đổi; hãy báo mã lỗi cho quản trị viên.",
    en="Something unexpected went wrong. Nothing has changed; give the error code to your administrator.",
)

_log = structlog.get_logger("hoidong.api")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorView:
    """An error as it is shown. `request_id` is the code that people give to their administrator."""

    status: int
    code: str
    title: Text
    detail: Text
    findings: tuple[Finding, ...] = ()
    details: Mapping[str, str | int]
    request_id: str
    retryable: bool = False


ErrorRenderer = Callable[[Request, ErrorView, str], Response]


class BodyRefused(HTTPException):
    """An engine error met while the body was read (the framework lets only this class through there)."""

    def __init__(self, error: EngineError) -> None:
        super().__init__(status_code=status_of(error), detail=error.text.en)
        self.error = error


def status_of(error: EngineError) -> int:
    """Look the error up: by its stable code first, then by the nearest class of the table."""
    if error.stable_code in STATUS_OF_CODE:
        return STATUS_OF_CODE[error.stable_code]
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def view_of(error: EngineError, request_id: str) -> ErrorView:
    """Turn an engine error into what is shown of it."""
    status = status_of(error)
    return ErrorView(
        status=status,
        code=error.stable_code,
        title=_TITLES[status],
        detail=error.text,
        findings=error.findings,
        details=error.details,
        request_id=request_id,
        retryable=error.retryable,
    )


def problem(view: ErrorView, *, language: str, instance: str) -> Response:
    """Write the error as problem+json (RFC 9457) with our members `code`, `errors`, `requestId` and `details`."""
    body: dict[str, Any] = {
        "type": f"urn:hoidong:problem:{view.code}",
        "title": view.title.in_language(language),
        "status": view.status,
        "detail": view.detail.in_language(language),
        "instance": instance,
        "code": view.code,
        "requestId": view.request_id,
    }
    if view.findings:
        body["errors"] = [_finding(finding, language) for finding in view.findings]
    if view.details:
        body["details"] = dict(view.details)
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    if view.status == 401:
        # No Basic here: a browser would open its own password window over our page.
        headers["WWW-Authenticate"] = 'Bearer realm="hoidong"'
    if "retry_after_s" in view.details:
        headers["Retry-After"] = str(view.details["retry_after_s"])
    return Response(write_json(body), status_code=view.status, media_type=PROBLEM, headers=headers)


def install_error_handlers(app: FastAPI, renderer: ErrorRenderer | None) -> None:
    """Register the handler for everything that a route or its dependencies raise on purpose."""
    app.state.error_renderer = renderer
    app.add_exception_handler(EngineError, _on_engine_error)
    app.add_exception_handler(BodyRefused, _on_body_refused)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_error)


async def answer_unexpected(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request whose handling failed in a way nobody foresaw (the caller has logged the failure)."""
    request = Request(scope, receive)
    await _answer(request, EngineError(_UNEXPECTED, code="internal_error"))(scope, receive, send)


async def answer_error(error: EngineError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer from a middleware, where no route handles exceptions yet."""
    await _answer(Request(scope, receive), error)(scope, receive, send)


def is_machine_path(path: str) -> bool:
    """Tell whether programs ask there, not pages: they get JSON or XML, and no page's cookie."""
    return path.startswith(("/v2/", "/oauth/", "/health", "/metrics", EDITING_PATH)) or path == "/v2"


async def _on_engine_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, EngineError)  # noqa: S101  registered for this class only
    return _answer(request, error)


async def _on_body_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, BodyRefused)  # noqa: S101  registered for this class only
    return _answer(request, error.error)


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for this class only
    findings = findings_of(list(error.errors()))
    fields = ", ".join(finding.field or "body" for finding in findings[:5])
    text = Text(vi=f"Yêu cầu có trường chưa đúng: {fields}.", en=f"The request has fields to mend: {fields}.")
    return _answer(request, InputRejected(text, code="request_invalid", findings=findings))


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this class only
    code, text = _HTTP.get(error.status_code, _HTTP[400])
    status = error.status_code if error.status_code in _HTTP else 400
    view = ErrorView(
        status=status, code=code, title=_TITLES[status], detail=text, details={}, request_id=_request_id(request)
    )
    response = _show(request, view)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def _answer(request: Request, error: EngineError) -> Response:
    view = view_of(error, _request_id(request))
    if view.status < 500:
        _log.info("request_refused", code=view.code, status=view.status)
    elif isinstance(error, Unavailable):
        _log.warning("dependency_unavailable", code=view.code, cause=type(error.__cause__).__name__)
    if view.status == 401 and not is_machine_path(request.url.path) and request.url.path != SIGN_IN_PATH:
        return _to_sign_in(request, view)
    return _show(request, view)


def _show(request: Request, view: ErrorView) -> Response:
    language = language_of(request)
    renderer: ErrorRenderer | None = request.app.state.error_renderer
    if renderer is None or is_machine_path(request.url.path):
        place = EDITING_PATH if request.url.path.startswith(EDITING_PATH) else request.url.path
        return problem(view, language=language, instance=quote(place, safe="/:@!$&'()*+,;=~-._"))
    return renderer(request, view, language)


def _to_sign_in(request: Request, view: ErrorView) -> Response:
    """Send a person to signing in, or to its next step.

    From there they come back to the very place (a fragment's page, not the fragment).
    """
    path = SIGN_IN_STEP_PATH if view.code == UNFINISHED else SIGN_IN_PATH
    if request.headers.get("HX-Request") == "true":
        target = f"{path}?next={quote(_page_of_fragment(request), safe='/')}"
        response = _show(request, view)
        response.headers["HX-Redirect"] = target
        return response
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    place = here if request.method in {"GET", "HEAD"} else _page_of_form(request)
    return RedirectResponse(f"{path}?next={quote(place, safe='/')}", status_code=303)


def _page_of_fragment(request: Request) -> str:
    current = request.headers.get("HX-Current-URL", "")
    rest = current.partition("://")[2]
    path = "/" + rest.partition("/")[2] if rest else "/"
    return path.partition("#")[0]


def _page_of_form(request: Request) -> str:
    """Give the page that a form was sent from, as the browser tells it; the desk when it is not one of ours."""
    try:
        sent_from = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    if sent_from.netloc != request.url.netloc:
        return "/"
    return sent_from.path + (f"?{sent_from.query}" if sent_from.query else "")


def _request_id(request: Request) -> str:
    return str(getattr(request.state, "request_id", ""))


def _finding(finding: Finding, language: str) -> dict[str, Any]:
    shown = {
        "code": finding.code,
        "message": finding.text.in_language(language),
        "field": finding.field,
        "resource": finding.resource,
        "elementId": finding.element_id,
        "line": finding.line,
        "severity": finding.severity if finding.severity != "error" else None,
    }
    return {name: value for name, value in shown.items() if value is not None}
