"""Write the tokens of a case as one small JSON document and read them back onto a model parsed anew.

Rows of our own, not SpiffWorkflow's serializer: variables are kept elsewhere, finished work is pruned. The document
belongs to the very version of the model that made it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow import TaskState

from engine.errors import EngineError, Text
from engine.model.json_value import JsonValue, Variables
from engine.spiff.case import Case, TokenSpace
from engine.spiff.tokens import Phase, Token
from engine.spiff.waits import Wait

FORMAT = 1


class UnreadableDocument(EngineError):
    """A token document does not fit the model, or its format is not known to this version."""

    code = "token_document_unreadable"


def write_document(case: Case) -> dict[str, JsonValue]:
    """Give the case's tokens as JSON: `format`, `tokens` (outer ones first), and `done` when the case is over.

    Row: `e` element, `k` element instance key, `o` key of the sub-process around it, `p` phase, `i` incident,
    `s` own scope, `b` a sub-process runs inside, `a` flows that arrived at a join, `w` waits,
    `v` what the event brought that made the token, `c` the element that decided an event-based gateway.
    """
    rows: list[JsonValue] = []
    for space in case.spaces():
        rows.extend(_row(token, space) for token in space.live())
    document: dict[str, JsonValue] = {"format": FORMAT, "tokens": rows}
    if case.completed:
        document["done"] = True
    return document


def _row(token: Token, space: TokenSpace) -> dict[str, JsonValue]:
    row: dict[str, JsonValue] = {"e": token.task_spec.name, "p": token.phase.value}
    if token.key:
        row["k"] = token.key
    if space is not token.case:
        row["o"] = space.scope_key
    if token.incident:
        row["i"] = 1
    if token.is_scope:
        row["s"] = 1
    if token.id in token.case.subprocesses:
        row["b"] = 1
    if token.has_state(TaskState.WAITING):
        row["a"] = [*token.arrived]
    if token.payload is not None:
        row["v"] = dict(token.payload)
    if token.chosen:
        row["c"] = token.chosen
    if token.waits:
        row["w"] = [_wait_row(wait) for wait in token.waits.values()]
    return row


def _wait_row(wait: Wait) -> dict[str, JsonValue]:
    row: dict[str, JsonValue] = {"k": wait.key, "e": wait.event_id}
    if wait.due_at is not None:
        row["d"] = wait.due_at.isoformat()
        if wait.span is not None:
            row["s"], row["r"] = wait.span, wait.remaining
    else:
        row["m"], row["c"] = wait.message_name, wait.correlation_key
    return row


def read_document(case: Case, document: Mapping[str, Any], variables: Mapping[int, Variables]) -> None:
    """Put the tokens of a document into an empty case, with the variables of each open scope.

    Raises UnreadableDocument when the document is of another format or names an element that the model does not have.
    """
    if document.get("format") != FORMAT:
        raise _unreadable(f"format {document.get('format')}")
    case.scopes.load_root(variables.get(case.scope_key, {}))
    spaces: dict[int, TokenSpace] = {case.scope_key: case}
    try:
        for row in document["tokens"]:
            space = spaces[row.get("o", case.scope_key)]
            token = _read_token(row, space)
            if token.is_scope:
                case.scopes.open(token.key, token.enclosing_key, variables.get(token.key))
            if token.key:
                case.by_key[token.key] = token
            if row.get("b"):
                spaces[token.key] = case.create_subprocess(token, token.task_spec.spec)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(repr(error)) from error
    case.completed = bool(document.get("done"))


def _read_token(row: Mapping[str, Any], space: TokenSpace) -> Token:
    token = space.task_tree.arrive(space.spec.task_specs[row["e"]])
    token.key = row.get("k", 0)
    token.phase = Phase(row["p"])
    token.incident = bool(row.get("i"))
    token.is_scope = bool(row.get("s"))
    token.payload = row.get("v")
    token.chosen = row.get("c", "")
    if "a" in row:
        token.arrived = list(row["a"])
        token._set_state(TaskState.WAITING)
        space.joins[token.task_spec.name] = token
    else:
        token._set_state(TaskState.STARTED)
    for wait_row in row.get("w", ()):
        wait = _read_wait(wait_row)
        token.waits[wait.key] = wait
        token.case.by_wait[wait.key] = token
    return token


def _read_wait(row: Mapping[str, Any]) -> Wait:
    due_at = row.get("d")
    return Wait(
        event_id=row["e"],
        key=row["k"],
        due_at=datetime.fromisoformat(due_at) if due_at else None,
        span=row.get("s"),
        remaining=row.get("r", 1),
        message_name=row.get("m", ""),
        correlation_key=row.get("c", ""),
    )


def _unreadable(what: str) -> UnreadableDocument:
    return UnreadableDocument(
        Text(
            vi=f"Không đọc được trạng thái của hồ sơ ({what}). Hãy báo người quản trị hệ thống.",
            en=f"The state of the case cannot be read ({what}). Tell the administrator.",
        )
    )
