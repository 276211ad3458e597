"""A model ready to be evaluated: its elements compiled, its references resolved, imported models included.

Immutable once built, safe to share among threads.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.dmn.model import Decision, DecisionService, Definitions, InputData, Key
from engine.dmn.scope import Code
from engine.dmn.types import ItemType, TypeTable
from engine.errors import Finding, NotFound, Text
from engine.feel import FeelFunction, FeelType

Path = tuple[str, ...]
Links = tuple[tuple[Path, Key], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputNode:
    """Input data with its type."""

    record: InputData
    wanted: ItemType | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNode:
    """A decision at work.

    `needs` are the decisions and input data by the path under which its expressions see them; `functions` likewise are
    the business knowledge models and decision services. `feel_types` are what `instance of` knows here.
    """

    record: Decision
    wanted: ItemType | None
    needs: Links
    functions: Links
    code: Code
    feel_types: Mapping[str, FeelType]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceNode:
    """A decision service at work: its parameters in order by name, and the decisions that give its result."""

    record: DecisionService
    parameters: tuple[tuple[str, Key], ...]
    outputs: tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionModel:
    """A file and all that it imports; elements by key, those of imported files included.

    `input_paths` tell under which names the caller hands in the data of imported models. `findings` are what is broken
    in single expressions, when the model was read leniently. `mentioned` are all words of its expressions: among them
    stand the names of data that the file does not draw.
    """

    definitions: Definitions
    types: TypeTable
    inputs: Mapping[Key, InputNode]
    decisions: Mapping[Key, DecisionNode]
    services: Mapping[Key, ServiceNode]
    functions: Mapping[Key, FeelFunction]
    input_paths: Mapping[Key, Path]
    findings: tuple[Finding, ...]
    mentioned: frozenset[str] = frozenset()

    @property
    def namespace(self) -> str:
        """Give the namespace that identifies the model among others."""
        return self.definitions.namespace

    def decision(self, decision_id: str) -> DecisionNode:
        """Find a decision of this file by its id; raises NotFound."""
        node = self.decisions.get((self.namespace, decision_id))
        if node is None:
            raise _not_found("bảng quy tắc", "decision", decision_id)
        return node

    def service(self, service_id: str) -> ServiceNode:
        """Find a decision service of this file by its id; raises NotFound."""
        node = self.services.get((self.namespace, service_id))
        if node is None:
            raise _not_found("dịch vụ quy tắc", "decision service", service_id)
        return node

    def own_decisions(self) -> tuple[Decision, ...]:
        """Give the decisions of this file in its order, without those of imported models."""
        return tuple(found for found in self.definitions.elements.values() if isinstance(found, Decision))


def _not_found(vi: str, en: str, identity: str) -> NotFound:
    return NotFound(Text(vi=f"Mô hình không có {vi} “{identity}”.", en=f"The model has no {en} “{identity}”."))
