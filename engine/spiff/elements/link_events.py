"""Link events: a throw goes on at the catch event of the same name in the same process or sub-process, like a flow."""

from dataclasses import dataclass

from engine.spiff.details import LinkSetting
from engine.spiff.event_checks import link_catches
from engine.spiff.reading import Reading
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkThrow:
    """Where a token goes on: `target_id` is the catch event, found when the file is read."""

    name: str
    target_id: str


def read_link_catch(definition: Node, reading: Reading) -> LinkSetting | None:
    """Read the link's name."""
    name = _name(definition, reading)
    return LinkSetting(name=name) if name else None


def read_link_throw(definition: Node, reading: Reading) -> LinkThrow | None:
    """Read the link's name and find its one catch event."""
    name = _name(definition, reading)
    targets = [node.get("id") for node in link_catches(definition.getparent().getparent(), name)]
    if name and len(targets) != 1:
        reading.findings.add(
            "link_target",
            definition,
            f"Liên kết “{name}” phải có đúng một sự kiện nhận liên kết cùng tên ở cùng cấp (hiện có {len(targets)}).",
            f"Link “{name}” needs exactly one link catch event of its name at the same level (there are "
            f"{len(targets)}).",
        )
    return LinkThrow(name=name, target_id=targets[0]) if name and len(targets) == 1 else None


def _name(definition: Node, reading: Reading) -> str:
    name = (definition.get("name") or "").strip()
    reading.required(definition, name, "Sự kiện liên kết chưa có tên liên kết.", "The link event has no link name.")
    return name
