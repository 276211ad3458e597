"""The published description of `/v2`: what the framework knows, completed with errors, sign-in and problem bodies."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import PROBLEM, STATUS
from api.routes.document_shapes import Metadata
from api.routes.shapes import EXAMPLE_KEY
from engine.errors import (
    Conflict,
    EngineError,
    InputRejected,
    LimitExceeded,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    Unavailable,
)

_METHODS = ("get", "post", "put", "patch", "delete")
_WORDS: dict[type[EngineError], tuple[str, str]] = {
    InputRejected: ("request_invalid", "The request is wrong; `errors` names each field."),
    NotAuthenticated: ("not_authenticated", "Nobody is signed in, or the credentials are wrong."),
    NotPermitted: ("not_permitted", "The caller may not do this."),
    NotFound: ("not_found", "There is no such thing that the caller may see."),
    Conflict: ("conflict", "The thing is no longer in the state that the caller saw."),
    LimitExceeded: ("body_too_large", "The request is larger than allowed."),
    Unavailable: ("unavailable", "A part of the installation does not answer; try again later."),
}
_UNSUPPORTED = (415, "media_type_unsupported", "The body is of a kind that this address does not take.")
_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details; `code` is stable, texts come in the language of Accept-Language.",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "requestId": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemFinding"}},
        "details": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
    },
}
_FINDING_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "ProblemFinding",
    "description": "One thing to mend, and where.",
    "required": ["code", "message"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "field": {"type": "string"},
        "resource": {"type": "string"},
        "elementId": {"type": "string"},
        "line": {"type": "integer"},
        "severity": {"type": "string", "enum": ["warning"]},
    },
}


def describe(app: FastAPI) -> None:
    """Let the application publish the completed description; it is made once, when first asked for."""

    def completed() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(title=app.title, version=app.version, routes=app.routes, description=_DESCRIPTION)
            )
        return app.openapi_schema

    app.openapi = completed  # type: ignore[method-assign]  # FastAPI's documented way to extend the schema


_DESCRIPTION = (
    "The workflow engine's interface for machines. Paths, names and shapes follow Camunda 8's Orchestration Cluster "
    "REST API, so its clients work unchanged. What is not listed here is refused, never ignored."
)


def _complete(schema: dict[str, Any]) -> dict[str, Any]:
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"], schemas["ProblemFinding"] = _PROBLEM_SCHEMA, _FINDING_SCHEMA
    # A part of a multipart body that the documents route reads itself while it streams.
    metadata = Metadata.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(metadata.pop("$defs", {}))
    schemas["DocumentMetadata"] = metadata
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {
        "oauth": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}},
        },
        "basic": {"type": "http", "scheme": "basic"},
        "session": {"type": "apiKey", "in": "cookie", "name": "hoidong_session"},
    }
    schema["security"] = [{"oauth": []}, {"basic": []}, {"session": []}]
    for path, method, operation in _operations(schema):
        operation["responses"].pop("422", None)
        if path.startswith("/v2"):
            _add_errors(path, method, operation)
    return schema


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in schema["paths"].items():
        for method in _METHODS:
            if method in item:
                yield path, method, item[method]


def _add_errors(path: str, method: str, operation: dict[str, Any]) -> None:
    kinds: list[type[EngineError]] = [InputRejected, NotAuthenticated, NotPermitted, LimitExceeded, Unavailable]
    if "{" in path or method != "get":
        kinds.append(NotFound)
    if method != "get":
        kinds.append(Conflict)
    for kind in kinds:
        code, words = _WORDS[kind]
        operation["responses"].setdefault(str(STATUS[kind]), _response(STATUS[kind], code, words, path))
    if "requestBody" in operation:
        status, code, words = _UNSUPPORTED
        operation["responses"].setdefault(str(status), _response(status, code, words, path))


def _response(status: int, code: str, words: str, path: str) -> dict[str, Any]:
    example = {
        "type": f"urn:hoidong:problem:{code}",
        "title": words,
        "status": status,
        "detail": words,
        "instance": path.replace("{", "").replace("}", "") if "{" not in path else path.partition("{")[0] + EXAMPLE_KEY,
        "code": code,
    }
    return {
        "description": words,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }
