"""Write the tokens of a case as one small JSON document and read them back onto a model parsed anew.

Rows of our own, not SpiffWorkflow's serializer: variables are kept elsewhere, finished work is pruned. The document
belongs to the very version of the model that made it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow import TaskState

from engine.errors import EngineError, Text
from engine.model.items import Item, ItemChanges
from engine.model.json_value import JsonValue, Variables
from engine.spiff.tokens import LISTENING, Phase, Token
from engine.spiff.waits import Wait

if TYPE_CHECKING:
    from engine.spiff.case import Case, TokenSpace

FORMAT = 1


class UnreadableDocument(EngineError):
    """A token document does not fit the model, or its format is not known to this version."""

    code = "token_document_unreadable"


def write_document(case: "Case") -> dict[str, JsonValue]:
    """Give the case's tokens as JSON: `format`, `tokens` (outer first), `size` of all variables, `done` at the end.

    Row: `e` element, `k` element instance key, `o` key of the sub-process around it, `p` phase, `i` incident,
    `s` own scope, `b` a sub-process runs inside, `a` flows that arrived at a join, `w` waits,
    `v` what the event brought that made the token, `c` the element that decided an event-based gateway or that an
    ad-hoc sub-process is to begin with, or the error of a called case that nobody catches, `f` the completion condition
    of an ad-hoc sub-process has held, `j` a job is out that is not the whole work of the element, `l` listeners of the
    phase that are done,
    `m` total, started and completed items of a repeated activity, `n` index of an item.
    `x` waits of the event sub-processes inside a sub-process; those of the process stand in `waits`.
    `q` completed work inside that can be compensated (of the process itself: `completed`), `u` what a compensation
    throw still has to undo, `h` key of the throw event that a handler works for; work is an activity, or a sub-process
    with the work in it. `d` a completed sub-process is entered again to be undone, `z` work in one about to be left.
    `listening` holds what the process itself waits for before it begins or ends: the job of a listener.
    Tokens inside items stand in the items' own records (`write_items`).
    """
    rows = _rows_by_item(case).get(None, [])
    document: dict[str, JsonValue] = {"format": FORMAT, "tokens": rows, "size": case.scopes.total_bytes()}
    if case.task_tree.waits:
        document["waits"] = [_wait_row(wait) for wait in case.task_tree.waits.values()]
    if case.completed_work:
        document["completed"] = [*case.completed_work]
    if case.task_tree.phase in LISTENING:
        root = case.task_tree
        document["listening"] = {"p": root.phase.value, "i": root.incident, **_listening_row(root)}
    if case.completed:
        document["done"] = True
    return document


def _listening_row(token: Token) -> dict[str, JsonValue]:
    """Give what a token remembers while a job is out, or before it begins."""
    row = dict[str, JsonValue]()
    if token.has_job:
        row["j"] = 1
    if token.heard:
        row["l"] = token.heard
    if token.chosen:
        row["c"] = token.chosen
    if token.payload is not None:
        row["v"] = dict(token.payload)
    return row


def write_items(case: "Case") -> ItemChanges:
    """Give what is to be kept of the items of repeated activities, each with the rows of the tokens inside it."""
    for item, rows in _rows_by_item(case).items():
        if item is not None and item.index is not None:
            case.items.write(item.enclosing_key, item.index, item.key, {"t": rows})
    return case.items.changes()


def _rows_by_item(case: "Case") -> dict[Token | None, list[JsonValue]]:
    """Give the rows of all tokens by the innermost item that each stands in."""
    rows: dict[Token | None, list[JsonValue]] = {}
    for space in case.spaces():
        for token in space.live():
            rows.setdefault(_item_of(token), []).append(_row(token, space))
    return rows


def _item_of(token: Token) -> Token | None:
    """Give the innermost item that a token stands in, which may be the token itself."""
    found: Token | None = token
    while found is not None and found.index is None:
        found = found.workflow.owner
    return found


def _row(token: Token, space: "TokenSpace") -> dict[str, JsonValue]:
    row: dict[str, JsonValue] = {"e": token.task_spec.name, "p": token.phase.value}
    if token.key:
        row["k"] = token.key
    if space is not token.case:
        row["o"] = space.scope_key
    if token.incident:
        row["i"] = 1
    if token.is_scope:
        row["s"] = 1
    row |= _inside_row(token)
    if token.has_state(TaskState.WAITING):
        row["a"] = [*token.arrived]
    row |= _listening_row(token)
    if token.waits:
        row["w"] = [_wait_row(wait) for wait in token.waits.values()]
    return row


def _inside_row(token: Token) -> dict[str, JsonValue]:
    """Give what says that something runs inside a token, or that the token is an item."""
    inner, row = token.case.subprocesses.get(token.id), dict[str, JsonValue]()
    if inner is not None and inner.counts is None:
        row["b"] = 1
        if inner.is_fulfilled:
            row["f"] = 1
        if inner.task_tree.waits:
            row["x"] = [_wait_row(wait) for wait in inner.task_tree.waits.values()]
    elif inner is not None:
        row["m"] = list(inner.counts)
    if inner is not None and inner.completed_work:
        row["q"] = [*inner.completed_work]
    if token.index is not None:
        row["n"] = token.index
    return row | _undo_row(token)


def _undo_row(token: Token) -> dict[str, JsonValue]:
    """Give what says that a token undoes, or can be undone."""
    row = dict[str, JsonValue]()
    if token.to_undo is not None:
        row["u"] = [*token.to_undo]
    if token.undoes:
        row["h"] = token.undoes
    if token.undoing:
        row["d"] = 1
    if token.undoable:
        row["z"] = [*token.undoable]
    return row


def _wait_row(wait: Wait) -> dict[str, JsonValue]:
    row: dict[str, JsonValue] = {"k": wait.key, "e": wait.event_id}
    if wait.due_at is not None:
        row["d"] = wait.due_at.isoformat()
        if wait.span is not None:
            row["s"], row["r"] = wait.span, wait.remaining
    elif wait.is_condition:
        row["t"] = 1
    elif wait.signal_name:
        row["g"] = wait.signal_name
    else:
        row["m"], row["c"] = wait.message_name, wait.correlation_key
    return row


def read_document(case: "Case", document: Mapping[str, Any], variables: Mapping[int, Variables]) -> None:
    """Put the tokens of a document into an empty case, with the variables of each open scope.

    Raises UnreadableDocument when the document is of another format or names an element that the model does not have.
    """
    if document.get("format") != FORMAT:
        raise _unreadable(f"format {document.get('format')}")
    case.scopes.load_root(variables.get(case.scope_key, {}))
    case.scopes.load_total(document.get("size"))
    try:
        _read_waits(case.task_tree, document.get("waits", ()))
        _read_rows(case, document["tokens"], {case.scope_key: case}, variables)
        _read_listening(case, document.get("listening"))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(repr(error)) from error
    case.completed_work = list(document.get("completed", ()))
    case.completed = bool(document.get("done"))


def _read_listening(case: "Case", row: Mapping[str, Any] | None) -> None:
    root = case.task_tree
    root.phase = Phase.WAIT
    if row is not None:
        _read_progress(root, row)
        case.by_key[root.key] = root


def load_item(case: "Case", space: "TokenSpace", item: Item) -> None:
    """Put the tokens of one live item into its body's space, unless they are there.

    Raises UnreadableDocument when the item does not fit the model.
    """
    case.items.remember(item)
    if "t" not in item.state or any(token.index == item.index for token in space.live()):
        return
    case.live_count -= 1  # it was counted with its body
    try:
        _read_rows(case, item.state["t"], {space.scope_key: space}, item.variables)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(repr(error)) from error


def load_around(case: "Case", around: Callable[[int], Sequence[Item]], key: int) -> None:
    """Bring the items that `around` names for a key into memory, outermost first; nothing when no activity repeats."""
    if all(space.counts is None for space in case.subprocesses.values()):
        return
    for item in around(key):
        space = next((found for found in case.subprocesses.values() if found.scope_key == item.body_key), None)
        if space is not None:
            load_item(case, space, item)


def _read_rows(
    case: "Case",
    rows: Iterable[Mapping[str, Any]],
    spaces: dict[int, "TokenSpace"],
    variables: Mapping[int, Variables],
) -> None:
    for row in rows:
        token = _read_token(row, spaces[row.get("o", case.scope_key)])
        if token.is_scope:
            item_key = None if token.index is None else token.key
            case.scopes.open(token.key, token.enclosing_key, variables.get(token.key), item_key=item_key)
        if token.key:
            case.by_key[token.key] = token
        if row.get("b"):
            spaces[token.key] = inner = case.create_subprocess(token, token.task_spec.spec)
            inner.is_fulfilled = bool(row.get("f"))
            _read_waits(inner.task_tree, row.get("x", ()))
        elif "m" in row:
            spaces[token.key] = token.task_spec.open_space(token, row["m"])
        if "q" in row:
            spaces[token.key].completed_work = list(row["q"])


def _read_progress(token: Token, row: Mapping[str, Any]) -> None:
    token.phase = Phase(row["p"])
    token.incident = bool(row.get("i"))
    token.has_job = bool(row.get("j"))
    token.heard = row.get("l", 0)
    token.payload = row.get("v")
    token.chosen = row.get("c", "")


def _read_token(row: Mapping[str, Any], space: "TokenSpace") -> Token:
    token = space.task_tree.arrive(space.spec.task_specs[row["e"]])
    token.key = row.get("k", 0)
    _read_progress(token, row)
    token.is_scope = bool(row.get("s"))
    token.index = row.get("n")
    token.to_undo = None if "u" not in row else list(row["u"])
    token.undoes = row.get("h", 0)
    token.undoing = bool(row.get("d"))
    token.undoable = list(row.get("z", ()))
    if "a" in row:
        token.arrived = list(row["a"])
        token._set_state(TaskState.WAITING)
        space.joins[token.task_spec.name] = token
    else:
        token._set_state(TaskState.STARTED)
    _read_waits(token, row.get("w", ()))
    return token


def _read_waits(token: Token, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        wait = _read_wait(row)
        token.waits[wait.key] = wait
        token.case.by_wait[wait.key] = token


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
        signal_name=row.get("g", ""),
        is_condition="t" in row,
    )


def _unreadable(what: str) -> UnreadableDocument:
    return UnreadableDocument(
        Text(
            vi=f"Không đọc được trạng thái của hồ sơ ({what}). Hãy báo người quản trị hệ thống.",
            en=f"The state of the case cannot be read ({what}). Tell the administrator.",
        )
    )
