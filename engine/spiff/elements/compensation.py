"""Compensation: completed activities are undone by their handlers, the latest first, one after another.

A compensation boundary event names its activity's handler by an association; it waits for nothing. Each completion of
the activity is remembered in its process or sub-process until it is compensated (BPMN 2.0.2 §10.7). A throw event
there begins the handlers in turn and is done after the last; they see the variables as they are then.

A completed sub-process without a handler of its own is undone by what completed in it: it is entered again, without
mappings, waits or flows, and the handlers run inside it. One with a compensation event sub-process is undone by that
instead, which sees the variables that the sub-process had when it completed (BPMN 2.0.2 §13.5.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.model.json_value import Variables
from engine.spiff.case import TokenSpace, too_many_tokens
from engine.spiff.details import CompensationSetting, CompensationStart
from engine.spiff.elements.kind import EVENT_SUB_PROCESS, SUB_PROCESSES
from engine.spiff.findings import local_name
from engine.spiff.json_size import size_of
from engine.spiff.namespaces import bpmn
from engine.spiff.reading import Reading, child
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Phase, Token, Work
from engine.untrusted_xml import Node

FOR_COMPENSATION = "isForCompensation"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationThrow:
    """What a throw or end event compensates: one activity, or with None all that completed in its scope."""

    activity_id: str | None

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Choose what is to be undone, latest first."""
        case = token.case
        if case.live_count >= case.limits.active_elements:
            raise too_many_tokens(case.limits.active_elements)
        return [work for work in reversed(scope_of(token).completed_work) if self._means(work)]

    def throw(self, token: Token, prepared: object, variables: Variables) -> None:
        """Take it over from the scope and begin with the first."""
        assert isinstance(prepared, list)  # noqa: S101 - made above
        space = scope_of(token)
        space.completed_work = [work for work in space.completed_work if not self._means(work)]
        token.to_undo = prepared
        undo_next(token)

    def _means(self, work: Work) -> bool:
        return self.activity_id in {None, work if isinstance(work, str) else work[0]}


def scope_of(token: Token) -> TokenSpace:
    """Give the process or sub-process whose work a throw event undoes: from an event sub-process that around it."""
    space: TokenSpace = token.workflow
    owner = space.owner
    return owner.workflow if owner is not None and is_event_started(owner) else space


def is_event_started(token: Token) -> bool:
    """Tell whether a token is that of an event sub-process."""
    return bool(token.task_spec.details.element.type == EVENT_SUB_PROCESS)


def undo_next(token: Token) -> None:
    """Begin the next handler of a throw event that has any left to begin."""
    if not token.to_undo:
        token.to_undo = None
        return
    space = token.case.subprocesses[token.id] if token.undoing else scope_of(token)
    work = token.to_undo.pop(0)
    if isinstance(work, str):
        (setting,) = compensations(space.spec.task_specs[work])
        spec = space.spec.task_specs[setting.handler_id]
        begun = space.task_tree.arrive(spec)
    else:
        spec = space.spec.task_specs[work[0]]
        begun = space.task_tree.arrive(spec)
        begun.undoing, begun.to_undo = True, work[1][::-1]
        begun.payload = work[2] if len(work) > 2 else None
    begun.undoes = token.key
    spec._update(begun)


def handler_done(handler: Token) -> None:
    """Go on at the throw event that a handler worked for; after the last handler the event is done.

    A sub-process that was entered again is done when its last token has gone. An event sub-process that was ended while
    its throw event waited begins no more handlers.
    """
    token = handler.case.by_key.get(handler.undoes)
    if token is None:
        return
    undo_next(token)
    if token.to_undo is None and not token.undoing:
        token.phase = Phase.LEAVE
        token._ready()


def kept_bytes(works: Sequence[Work]) -> int:
    """Give the size of the variables that are kept with completed sub-processes."""
    return sum(size_of(work[2]) if len(work) > 2 else 0 for work in works if not isinstance(work, str)) + sum(
        kept_bytes(work[1]) for work in works if not isinstance(work, str)
    )


def compensations(task_spec: object) -> list[CompensationSetting]:
    """Give the settings of the compensation events at an activity's boundary: none or one."""
    boundaries = task_spec.details.boundaries  # type: ignore[attr-defined]
    return [event.work for event in boundaries if isinstance(event.work, CompensationSetting)]


def read_compensation_catch(definition: Node, reading: Reading) -> CompensationSetting | None:
    """Read the handler that an association leads to."""
    event = definition.getparent()
    holder = event.getparent()
    targets = [
        found.get("targetRef")
        for found in holder.iterchildren(bpmn("association"))
        if found.get("sourceRef") == event.get("id")
    ]
    handlers = [node for node in holder if node.get("id") in targets and node.get(FOR_COMPENSATION) == "true"]
    if len(handlers) != 1:
        reading.findings.add(
            "compensation_handler",
            event,
            "Sự kiện biên bù hoàn phải nối (association) tới đúng một bước bù hoàn (isForCompensation=true) cùng cấp.",
            "A compensation boundary event is associated with exactly one handler (isForCompensation) at its level.",
        )
        return None
    return CompensationSetting(handler_id=handlers[0].get("id"))


def read_compensation_throw(definition: Node, reading: Reading) -> CompensationThrow | None:
    """Read what is compensated."""
    holder, activity_id = definition.getparent().getparent(), definition.get("activityRef") or None
    if definition.get("waitForCompletion", "true") != "true":
        reading.findings.add(
            "unsupported_attribute",
            definition,
            "Sự kiện bù hoàn luôn chờ các bước bù hoàn xong (waitForCompletion=true).",
            "A compensation event always waits for its handlers (waitForCompletion=true).",
        )
    around = holder.getparent() if is_event_started_node(holder) else holder
    if activity_id is not None and not any(_can_be_undone(node, activity_id) for node in around):
        reading.findings.add(
            "compensation_activity",
            definition,
            f"“{activity_id}” (activityRef) không phải bước cùng cấp có sự kiện biên bù hoàn, cũng không phải tiểu quy "
            "trình.",
            f"“{activity_id}” (activityRef) is no activity at this level with a compensation boundary event, nor a "
            "sub-process.",
        )
    return CompensationThrow(activity_id=activity_id)


def read_compensation_start(start: Node, reading: Reading) -> CompensationStart | None:
    """Check that the event sub-process stands in a sub-process which nothing else undoes."""
    definition: Node = child(start, "compensateEventDefinition")
    around = start.getparent().getparent()
    alone = sum(1 for node in around.iterchildren(bpmn("subProcess")) if is_undoing(node)) == 1
    if (
        local_name(around) not in {"subProcess", "transaction"}
        or is_event_started_node(around)
        or not alone
        or any(compensates(node, around.get("id")) for node in around.getparent())
        or definition.get("activityRef")
        or start.get("isInterrupting") == "false"
    ):
        reading.findings.add(
            "compensation_start",
            definition,
            "Tiểu quy trình sự kiện bù hoàn đặt trong một tiểu quy trình hoặc giao dịch, mỗi nơi một cái, không kèm sự "
            "kiện biên bù hoàn; sự kiện bắt đầu của nó không có activityRef hay isInterrupting=false.",
            "A compensation event sub-process stands in a sub-process or transaction, one in each, without a "
            "compensation boundary event beside it; its start has neither activityRef nor isInterrupting=false.",
        )
        return None
    return CompensationStart()


def is_undoing(node: Node) -> bool:
    """Tell whether an element is a compensation event sub-process."""
    starts = node.iterchildren(bpmn("startEvent")) if is_event_started_node(node) else ()
    return any(child(start, "compensateEventDefinition") is not None for start in starts)


def is_event_started_node(node: Node) -> bool:
    """Tell whether an element is an event sub-process."""
    return bool(node.get("triggeredByEvent") == "true")


def _can_be_undone(node: Node, activity_id: str) -> bool:
    return compensates(node, activity_id) or (node.get("id") == activity_id and local_name(node) in SUB_PROCESSES)


def compensates(node: Node, activity_id: str) -> bool:
    """Tell whether an element is the compensation boundary event of an activity."""
    return is_compensation_boundary(node) and node.get("attachedToRef") == activity_id


def is_compensation_boundary(node: Node) -> bool:
    """Tell whether an element is a compensation boundary event."""
    return local_name(node) == "boundaryEvent" and child(node, "compensateEventDefinition") is not None
