"""Read scenario files: YAML 1.2's plain words (no dates, no yes and no), and only keys that mean something."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "scenarios"
_ACTIONS: Mapping[str, frozenset[str]] = {
    "activate": frozenset({"begin", "cancelRemaining"}),
    "complete": frozenset({"with", "result"}),
    "throw": frozenset({"at", "with"}),
    "pass": frozenset(),
    "sleep": frozenset(),
    "message": frozenset({"key", "with", "lives", "id"}),
    "signal": frozenset({"with"}),
    "evaluate": frozenset(),
    "assign": frozenset({"to"}),
    "update": frozenset({"with"}),
    "retry": frozenset(),
    "set": frozenset({"in"}),
    "cancel": frozenset(),
    "start": frozenset({"with"}),
}
EXPECTATIONS = frozenset(
    {
        *("waiting", "active", "joining", "entered", "completed", "terminated", "history", "flows"),
        *("variables", "variablesOf", "absent", "sees", "incidents", "waits", "due", "tasks", "jobs"),
        *("ended", "caught", "thrown", "cases", "rejected"),
    }
)
_SCENARIO = frozenset(
    {
        *("scenario", "covers", "process", "versionTag", "processes", "decisions", "forms"),
        *("variables", "limits"),
        *("start", "with", "then", "steps", "refused", "only"),
    }
)


MEMORY, SERVER = "memory", "server"
_BUFFERED = frozenset({"lives", "id"})  # what only the product keeps of a message


class _Words(yaml.SafeLoader):
    """Reads only true and false as truth values, and no text as a date."""


_Words.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.rpartition(":")[2] not in {"bool", "timestamp"}]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


class ScenarioError(ValueError):
    """A scenario file is not written as docs/howto/scenarios.md says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action and what is expected after it."""

    action: str
    subject: Any
    more: Mapping[str, Any]
    then: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One story of a process."""

    title: str
    covers: tuple[str, ...]
    of: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    @property
    def in_memory(self) -> bool:
        """Tell whether it is played in memory."""
        return self.of.get("only") != SERVER

    @property
    def refused(self) -> Mapping[str, str] | None:
        """What the deployment is refused for: finding code by element id."""
        return self.of.get("refused")


def read_file(path: Path) -> tuple[Scenario, ...]:
    """Give the scenarios of a file; raise ScenarioError for what is not written as it should be."""
    found = yaml.load(path.read_text(encoding="utf-8"), _Words)  # noqa: S506 - derived from the safe loader
    if not isinstance(found, list):
        raise ScenarioError(f"{path.name} is no list of scenarios")
    scenarios, about = [], None
    for of in found:
        if {*of} == {"covers"}:
            about = of["covers"]  # of all that follow and do not say it themselves
        else:
            scenarios.append(read_scenario({"covers": about, **of}))
    return tuple(scenarios)


def read_text(text: str) -> Any:
    """Read YAML as the scenario files are read."""
    return yaml.load(text, _Words)  # noqa: S506 - derived from the safe loader


def read_scenario(of: Mapping[str, Any]) -> Scenario:
    """Check one scenario's keys and its steps."""
    title = of.get("scenario")
    if not isinstance(title, str):
        raise ScenarioError(f"a scenario has a title: {of!r}")
    _only(title, of, _SCENARIO)
    covers = of.get("covers") or ()
    scenario = Scenario(
        title=title,
        covers=(covers,) if isinstance(covers, str) else tuple(covers),
        of=of,
        steps=tuple(_step(title, found) for found in of.get("steps", ())),
    )
    _only(title, of.get("then", {}), EXPECTATIONS)
    if of.get("only", MEMORY) not in {MEMORY, SERVER}:
        raise ScenarioError(f"{title}: only is {MEMORY} or {SERVER}")
    if scenario.in_memory and any(_BUFFERED & {*step.more} for step in scenario.steps):
        raise ScenarioError(f"{title}: buffered messages are played on the server only")
    if scenario.refused is None:
        _check_end(scenario)
    elif scenario.steps:
        raise ScenarioError(f"{title}: what is refused has no steps")
    return scenario


def _step(title: str, of: Mapping[str, Any]) -> Step:
    actions = [key for key in of if key in _ACTIONS]
    if not actions:
        raise ScenarioError(f"{title}: a step has an action: {of!r}")
    action = actions[0]
    _only(title, of, _ACTIONS[action] | {action, "then"})
    then = of.get("then", {})
    _only(title, then, EXPECTATIONS)
    return Step(action=action, subject=of[action], more=of, then=then)


def _check_end(scenario: Scenario) -> None:
    last: Mapping[str, Any] = scenario.steps[-1].then if scenario.steps else scenario.of.get("then", {})
    if not {*last} & {"ended", "waiting", "active", "incidents", "rejected", "cases"}:
        raise ScenarioError(f"{scenario.title}: say at the end where the case stands")


def _only(title: str, of: Mapping[str, Any] | Sequence[str], known: frozenset[str]) -> None:
    unknown = {*of} - known
    if unknown:
        raise ScenarioError(f"{title}: unknown keys {', '.join(sorted(map(str, unknown)))}")
