"""A process model as its parts and their settings: what a person compares, whatever the drawing looks like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a model: a process, lane, flow node, sequence flow, or something that they refer to.

    `settings` are all that the file says of it, by a path of local names (`formDefinition@formId`,
    `timerEventDefinition/timeDuration`, `property[verb]`); a sequence flow's ends are `sourceRef` and `targetRef`.
    """

    id: str
    kind: str  # BPMN local name
    name: str
    lane: str | None = None  # the id of the innermost lane that holds it
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A setting that differs; None stands for one that is not there."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """A part that was added, removed (shown as it last was) or changed (shown as it is now)."""

    part: Part
    kind: Literal["added", "removed", "changed"]
    settings: tuple[SettingChange, ...] = ()


def compare(before: Mapping[str, Part], after: Mapping[str, Part]) -> tuple[PartChange, ...]:
    """Give what changes from one model to the other: in the order of the new one, then what is gone."""
    changes: list[PartChange] = []
    for part in after.values():
        was = before.get(part.id)
        if was is None:
            changes.append(PartChange(part=part, kind="added"))
        elif settings := _changed(was, part):
            changes.append(PartChange(part=part, kind="changed", settings=settings))
    changes.extend(PartChange(part=part, kind="removed") for part in before.values() if part.id not in after)
    return tuple(changes)


def _changed(before: Part, after: Part) -> tuple[SettingChange, ...]:
    was, now = _all(before), _all(after)
    paths = dict.fromkeys((*now, *was))
    return tuple(
        SettingChange(path=path, before=was.get(path), after=now.get(path))
        for path in paths
        if was.get(path) != now.get(path)
    )


def _all(part: Part) -> Mapping[str, str]:
    own = {"kind": part.kind, "name": part.name, **({"lane": part.lane} if part.lane else {})}
    return {**own, **part.settings}
