"""What one evaluation carries: its bounds, its warnings, its host, and the frames of variables.

A compiled expression is a tree of closures `Code`, each taking a `Frame`. Nothing here outlives one evaluation, except
that a function value keeps the frame it was made in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from engine.feel.limits import DEFAULT_LIMITS, Limits, exceeded
from engine.feel.messages import FeelWarning, Parameter, make_warning
from engine.feel.places import Place
from engine.feel.types import FeelType
from engine.feel.values import FeelFunction, FeelValue


@dataclass(frozen=True, slots=True)
class HostFunction:
    """A function that the host offers to expressions; its name may contain spaces.

    `call` takes FEEL values in the order of `parameters` (missing ones at the end are None) and returns a FEEL value or
    a plain Python one that `from_python` understands. It raises `HostFunctionRefusal` for data it cannot use.
    """

    name: str
    parameters: tuple[str, ...]
    call: Callable[..., FeelValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What surrounds an evaluation: functions by name, the present moment (aware), its zone, chance, and named types.

    `random_bytes` gives so many bytes that nobody can foresee; without it, what asks for chance is null.
    """

    functions: Mapping[str, HostFunction] = field(default_factory=dict)
    now: Callable[[], datetime] | None = None
    timezone: str = "UTC"
    random_bytes: Callable[[int], bytes] | None = None
    types: Mapping[str, FeelType] = field(default_factory=dict)


EMPTY_HOST = Host()


class Run:
    """The state of one evaluation. `steps` counts down; below zero the evaluation stops."""

    frames = 0
    regex_spent = 0.0  # seconds

    def __init__(self, host: Host, limits: Limits) -> None:
        self.host = host
        self.limits = limits
        self.steps = limits.steps
        self.warnings: list[FeelWarning] = []

    def warn(self, code: str, place: Place | None = None, **parameters: Parameter) -> None:
        """Record why something is null. What knows no place gets that of the node that asked (`place_warnings`)."""
        if len(self.warnings) < self.limits.warnings:
            self.warnings.append(make_warning(code, parameters, place))

    def null(self, code: str, place: Place | None = None, **parameters: Parameter) -> FeelValue:
        """Record why the result is null, and give that null."""
        self.warn(code, place, **parameters)
        return None

    def place_warnings(self, since: int, place: Place) -> None:
        """Tell the warnings from number `since` on where they arose, as far as they do not know it."""
        self.warnings[since:] = [warning.at(place) for warning in self.warnings[since:]]

    def charge(self, amount: int) -> None:
        """Take `amount` steps; raises FeelLimitExceeded when none are left."""
        self.steps -= amount
        if self.steps < 0:
            raise exceeded("steps", self.limits.steps)

    def check_list(self, length: int) -> None:
        """Refuse a list that is too long, before it is built; charges a step for every eight items."""
        if length > self.limits.list_items:
            raise exceeded("list_items", self.limits.list_items)
        self.charge(length >> 3)

    def check_text(self, length: int) -> None:
        """Refuse a string that is too long, before it is built; charges a step for every 64 characters."""
        if length > self.limits.string_chars:
            raise exceeded("string_chars", self.limits.string_chars)
        self.charge(length >> 6)

    def check_depth(self, depth: int) -> None:
        """Refuse to walk deeper into data than the bound; charges a step for the node."""
        self.charge(1)
        if depth > self.limits.depth:
            raise exceeded("depth", self.limits.depth)


class Frame:
    """Variables of one function body: the context handed in, and numbered slots for names of the expression itself."""

    __slots__ = ("run", "slots", "variables")

    def __init__(self, variables: Mapping[str, FeelValue], slots: list[FeelValue], run: Run) -> None:
        self.variables = variables
        self.slots = slots
        self.run = run


class RootFrame(Frame):
    """The frame of a whole evaluation, which makes its run when a part first asks for it: a plain condition never does.

    `host` is None from then on.
    """

    __slots__ = ("host", "limits")

    def __init__(self, variables: Mapping[str, FeelValue], slots: list[FeelValue], host: Host, limits: Limits) -> None:
        self.variables = variables
        self.slots = slots
        self.host: Host | None = host
        self.limits = limits

    def __getattr__(self, name: str) -> Run:
        """Make the run; Python asks only while its slot is empty."""
        if name != "run" or self.host is None:
            raise AttributeError(name)
        self.run = Run(self.host, self.limits)
        self.host = None
        return self.run


Code: TypeAlias = Callable[[Frame], FeelValue]


def call(function: FeelFunction, run: Run, *arguments: FeelValue) -> FeelValue:
    """Call a function value with arguments in order."""
    return function.invoke(run, list(arguments))


def charge_for_walk(run: Run, value: FeelValue, depth: int = 0) -> None:
    """Charge for everything inside a value before it is written out; shared parts count each time."""
    run.check_depth(depth)
    if isinstance(value, str):
        run.charge(len(value) >> 6)
    elif isinstance(value, list):
        for item in value:
            charge_for_walk(run, item, depth + 1)
    elif isinstance(value, Mapping):
        for item in value.values():
            charge_for_walk(run, item, depth + 1)


__all__ = [
    "DEFAULT_LIMITS",
    "EMPTY_HOST",
    "Code",
    "Frame",
    "Host",
    "HostFunction",
    "RootFrame",
    "Run",
    "call",
    "charge_for_walk",
]
