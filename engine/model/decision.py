"""What a process asks of decisions, and what it gets back: the port between the runtime and whoever keeps decisions.

The runtime asks through `DecisionMaker`; it knows neither tables nor files. Nothing here evaluates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from engine.errors import NotFound, Text
from engine.feel import FeelValue, FeelWarning
from engine.model.json_value import JsonValue

Trace = dict[str, JsonValue]


class Binding(StrEnum):
    """Which version of a decision, process or form an element means (`bindingType`)."""

    LATEST = "latest"  # the newest one at the moment when it is needed
    DEPLOYMENT = "deployment"  # the one deployed together with this version of the process
    VERSION_TAG = "versionTag"  # the newest one that carries a tag


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReference:
    """A decision that an element of a process calls; `decision_id` is None when an expression computes it."""

    element_id: str
    line: int
    decision_id: str | None
    binding: Binding
    version_tag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCall:
    """One call at run time. `steps` is the work that it may take, as FEEL counts it."""

    decision_id: str
    binding: Binding
    version_tag: str | None
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionOutcome:
    """What came out: the version that decided, its value, the work it took, and how it came about.

    `trace` is JSON (`engine.dmn.result_json`); `matched` are the numbers of the rules that matched, by decision id.
    `failures` are the reasons why a table could give no value although it should.
    """

    decision_key: int
    decision_id: str
    name: str
    version: int
    value: FeelValue
    steps: int
    trace: Trace
    matched: Mapping[str, tuple[int, ...]]
    failures: tuple[FeelWarning, ...] = ()


class DecisionMaker(Protocol):
    """Makes decisions for one case."""

    def decide(self, call: DecisionCall, variables: Mapping[str, FeelValue]) -> DecisionOutcome:
        """Decide over `variables`; raises EngineError (no such decision, a bound reached), never for the data."""


class NoDecisions:
    """The decisions of a host that keeps none."""

    def decide(self, call: DecisionCall, variables: Mapping[str, FeelValue]) -> DecisionOutcome:  # noqa: ARG002
        """Find nothing."""
        raise decision_not_found(call.decision_id)


def decision_not_found(decision_id: str, version_tag: str | None = None) -> NotFound:
    """Make the answer to a call of a decision that has not been deployed."""
    tag_vi = f" có nhãn phiên bản “{version_tag}”" if version_tag else ""
    tag_en = f" with the version tag “{version_tag}”" if version_tag else ""
    return NotFound(
        Text(
            vi=f"Chưa có bảng quy tắc “{decision_id}”{tag_vi}. Hãy áp dụng tệp .dmn có bảng quy tắc này rồi chạy lại.",
            en=f"There is no decision “{decision_id}”{tag_en}. Deploy the .dmn file that holds it, then retry.",
        ),
        code="decision_definition_not_found",
    )
