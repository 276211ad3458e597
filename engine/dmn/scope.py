"""What a boxed expression sees while it runs: variables, and the one evaluation that everything belongs to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from engine.dmn.limits import FRAMES_A_CALL
from engine.dmn.result import DecisionTrace, TableTrace
from engine.feel import FeelLimitExceeded, FeelType, FeelValue, FeelWarning, Host, Limits, Run


class DecisionRun(Run):
    """The evaluation of a decision: one budget, one list of warnings, and what was decided."""

    __slots__ = ("_hosts", "_own", "decisions", "inputs", "tables", "undrawn")

    def __init__(self, host: Host, limits: Limits) -> None:
        super().__init__(host, limits)
        self.tables: list[TableTrace] = []
        self.decisions: list[DecisionTrace] = []
        self.inputs: dict[str, FeelValue] = {}
        self.undrawn: dict[str, FeelValue] = {}  # what decisions see although no input data names it
        self._own = host
        self._hosts: dict[int, Host] = {}

    def see_types(self, types: Mapping[str, FeelType]) -> Host:
        """Let expressions see the types of one model; gives the host before, to put back."""
        before = self.host
        host = self._hosts.get(id(types))
        if host is None:
            host = self._hosts[id(types)] = replace(self._own, types=types)
        self.host = host
        return before


class Scope:
    """The variables in sight. A function value keeps the scope it was made in, as FEEL's own do."""

    __slots__ = ("run", "variables")

    def __init__(self, variables: dict[str, FeelValue], run: Run) -> None:
        self.variables = variables
        self.run = run

    def inner(self, names: Mapping[str, FeelValue]) -> "Scope":
        """Open a scope inside this one."""
        self.run.charge(1 + (len(self.variables) >> 3))
        return Scope({**self.variables, **names}, self.run)


Code: TypeAlias = Callable[[Scope], FeelValue]


def enter(run: Run) -> None:
    """Count a call of a model's function until `leave`; raises FeelLimitExceeded when calls nest too deeply."""
    run.charge(FRAMES_A_CALL)
    run.frames += FRAMES_A_CALL
    if run.frames > run.limits.frames:
        raise too_deep(run)


def leave(run: Run) -> None:
    """End a call that `enter` counted."""
    run.frames -= FRAMES_A_CALL


def too_deep(run: Run) -> FeelLimitExceeded:
    """Give the error of calls that nest too deeply, ready to raise."""
    maximum = run.limits.frames
    return FeelLimitExceeded(
        "frames",
        maximum,
        f"Dừng tính: các hàm gọi nhau quá sâu (giới hạn {maximum}).",
        f"Evaluation stopped: functions call each other too deeply (limit {maximum}).",
    )


def warn(run: Run, code: str, vi: str, en: str) -> None:
    """Record why something is null."""
    if len(run.warnings) < run.limits.warnings:
        run.warnings.append(FeelWarning(code, vi, en))
