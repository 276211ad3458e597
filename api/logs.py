"""Structured logs: one event a line, JSON in production, readable in development.

Logs tell what the machine did, never who a person is or what a case says: keys that could carry either are cut out
here, whoever logs them. Actors appear as keys (numbers), cases as instance keys.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, ExcInfo, Processor

REMOVED = "[removed]"
# Names under which personal data or secrets could arrive.
PRIVATE_KEYS = frozenset(
    {
        *("password", "secret", "secret_key", "token", "access_token", "refresh_token", "authorization", "cookie"),
        *("set_cookie", "session", "csrf", "client_secret", "url", "query", "query_string", "body", "payload"),
        *("email", "phone", "address", "name", "full_name", "display_name", "username", "user_name", "person"),
        *("citizen_id", "birth_date", "file_name", "filename", "variables", "value", "values", "form", "comment"),
    }
)


def without_private_values(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace the values of keys that could tell who somebody is; keys and levels of nesting stay."""
    return _cleaned(event)


def _cleaned(values: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in values.items():
        if key.lower() in PRIVATE_KEYS:
            values[key] = REMOVED
        elif isinstance(value, dict):
            values[key] = _cleaned(dict(value))
    return values


def configure_logs(*, log_format: str, level: str) -> None:
    """Send structlog's and the standard library's events to standard error, in the same form.

    `log_format` is `json` or `console`. Call once in each process, before its first event.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_private_values,
                *_rendering(log_format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # uvicorn would log each request's address and query string; api.request_log tells what may be told.
    logging.getLogger("uvicorn.access").disabled = True
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("alembic").setLevel(logging.WARNING)


_transformed = ExceptionDictTransformer(show_locals=False)


def _traceback(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """Tell the kinds of the exceptions and their lines.

    Not their messages: those of the database and of validators repeat what they were given.
    """
    return _without_messages(_transformed(exc_info))


def _without_messages(stacks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **stack,
            "exc_value": REMOVED,
            "exc_notes": [],
            "syntax_error": None,
            "exceptions": [_without_messages(inner) for inner in stack.get("exceptions", ())],
        }
        for stack in stacks
    ]


def _rendering(log_format: str) -> list[Processor]:
    # Local variables of a failing function hold what people typed: tracebacks name lines, never values.
    if log_format == "console":
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    return [structlog.processors.ExceptionRenderer(_traceback), structlog.processors.JSONRenderer(ensure_ascii=False)]


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Give the logger of module `name`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
