"""The steps of a process as rows of a table (Bảng bước): who does what, with which form, until when, what follows."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.model.outline import Part

_RULES: Final = re.compile(r"(?:deadline|reminder)\(\s*\"([^\"]+)\"")
_LISTED: Final = re.compile(r"=\s*\[\s*(\"[^\"]+\"(?:\s*,\s*\"[^\"]+\")*)\s*\]\s*")
_NO_STEP: Final = frozenset({"process", "participant", "lane", "sequenceFlow", "textAnnotation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """A way out of a step: its condition (FEEL), and the id of the step that it leads to."""

    flow: Part
    condition: str
    target: str
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step; `rules` are the deadline rules that its due date and reminders name."""

    part: Part
    lane: Part | None
    assignment: tuple[tuple[str, str], ...]  # setting and its value
    rules: tuple[str, ...]
    onward: tuple[Onward, ...]


def step_rows(parts: Mapping[str, Part]) -> tuple[StepRow, ...]:
    """Give the flow nodes in the order in which a case comes to them, then those that no flow leads to."""
    flows = [part for part in parts.values() if part.kind == "sequenceFlow"]
    leaving: dict[str, list[Part]] = {}
    for flow in flows:
        leaving.setdefault(flow.settings.get("sourceRef", ""), []).append(flow)
    return tuple(_row(parts, parts[one], leaving.get(one, [])) for one in _in_order(parts, flows))


def listed(value: str) -> tuple[str, ...]:
    """Give the words of a setting that is a plain list, in commas or in FEEL; nothing for another formula."""
    written = _LISTED.fullmatch(value)
    if value.startswith("=") and written is None:
        return ()
    words = written[1] if written is not None else value
    return tuple(word.strip(' "') for word in words.split(","))


def _in_order(parts: Mapping[str, Part], flows: Iterable[Part]) -> Iterator[str]:
    nodes = [part for part in parts.values() if part.kind not in _NO_STEP and _is_node(part)]
    led_to = {flow.settings.get("targetRef") for flow in flows}
    following: dict[str, list[str]] = {}
    for flow in flows:
        following.setdefault(flow.settings.get("sourceRef", ""), []).append(flow.settings.get("targetRef", ""))
    for node in nodes:  # what is attached to a step comes right after it
        if attached := node.settings.get("attachedToRef"):
            following.setdefault(attached, []).insert(0, node.id)
    starts = [node.id for node in nodes if node.id not in led_to and "attachedToRef" not in node.settings]
    queue = deque([*starts, *(node.id for node in nodes)])
    seen: set[str] = set()
    while queue:
        one = queue.popleft()
        if one in seen or one not in parts:
            continue
        seen.add(one)
        yield one
        queue.extendleft(reversed(following.get(one, [])))


def _is_node(part: Part) -> bool:
    return part.kind.endswith(("Task", "Event", "Gateway", "ubProcess", "task")) or part.kind in {
        "callActivity",
        "transaction",
    }


def _row(parts: Mapping[str, Part], part: Part, leaving: Iterable[Part]) -> StepRow:
    default = part.settings.get("default")
    return StepRow(
        part=part,
        lane=parts.get(part.lane or ""),
        assignment=tuple((path, value) for path, value in part.settings.items() if path.startswith("assignment")),
        rules=tuple(dict.fromkeys(rule for value in part.settings.values() for rule in _RULES.findall(value))),
        onward=tuple(
            Onward(
                flow=flow,
                condition=flow.settings.get("conditionExpression", ""),
                target=flow.settings.get("targetRef", ""),
                default=flow.id == default,
            )
            for flow in leaving
        ),
    )
