"""Which lane each flow node stands in, and the candidate groups that a lane gives to its user tasks.

A lane names its groups in a `zeebe:property` called `candidate-groups`, separated by commas. With lanes inside lanes
the innermost that holds the node counts; an inner lane without groups of its own has those of the lane around it.
"""

from dataclasses import dataclass, field

from engine.spiff.elements.kind import SUB_PROCESSES
from engine.spiff.namespaces import bpmn
from engine.spiff.reading import Reading
from engine.untrusted_xml import Node

GROUPS_PROPERTY = "candidate-groups"


@dataclass(slots=True)
class Lanes:
    """Lane names and candidate groups by flow node id."""

    names: dict[str, str] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_lanes(process: Node, reading: Reading) -> Lanes:
    """Read the lane sets of one process; nodes inside a sub-process belong to the sub-process's lane."""
    lanes = Lanes()
    for lane_set in process.iterchildren(bpmn("laneSet")):
        _read_set(lane_set, (), lanes, reading)
    for sub_process in process.iter(*map(bpmn, SUB_PROCESSES)):
        for inner in sub_process:
            if inner.get("id") and sub_process.get("id") in lanes.names:
                lanes.names.setdefault(inner.get("id"), lanes.names[sub_process.get("id")])
                lanes.groups.setdefault(inner.get("id"), lanes.groups[sub_process.get("id")])
    return lanes


def _read_set(lane_set: Node, outer: tuple[str, ...], lanes: Lanes, reading: Reading) -> None:
    for lane in lane_set.iterchildren(bpmn("lane")):
        text = reading.properties(lane).get(GROUPS_PROPERTY, "")
        if text.startswith("="):
            reading.findings.add(
                "invalid_setting",
                lane,
                "Nhóm xử lý của làn phải viết tên trực tiếp, không dùng biểu thức. Hãy đặt biểu thức ở từng việc.",
                "A lane names its candidate groups plainly, not by an expression. Put expressions on the tasks.",
            )
        groups = tuple(part.strip() for part in text.split(",") if part.strip()) or outer
        for reference in lane.iterchildren(bpmn("flowNodeRef")):
            node_id = (reference.text or "").strip()
            lanes.names[node_id] = lane.get("name") or lane.get("id") or ""
            lanes.groups[node_id] = groups
        for inner in lane.iterchildren(bpmn("childLaneSet")):
            _read_set(inner, groups, lanes, reading)
