"""What is asked of an ad-hoc sub-process while it runs: which of its elements to begin, and whether it is done."""

from dataclasses import dataclass, field

from engine.model.json_value import Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """Begin one element, in a scope of its own with these variables."""

    element_id: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHocResult:
    """What a worker decided: what begins next, whether what still runs is taken away, and whether it was enough."""

    activations: tuple[Activation, ...] = ()
    cancels_remaining: bool = False
    is_fulfilled: bool = False
