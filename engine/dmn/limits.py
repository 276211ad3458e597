"""The bounds on a decision model and on one evaluation. They belong to the host; nothing in a model can lift them."""

from dataclasses import dataclass

from engine.feel import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLimits:
    """How large one DMN file may be.

    bytes    bytes of the file
    elements elements in the file, extensions included
    nesting  boxed expressions inside one another
    """

    bytes: int = 4_000_000
    elements: int = 200_000
    nesting: int = 30


DEFAULT_MODEL_LIMITS = ModelLimits()

# One decision may hold many expressions and rules, so it gets more work than a single expression does.
DEFAULT_EVALUATION_LIMITS = Limits(steps=500_000)

# Interpreter frames that one call of a model's function counts for, besides those of the expressions in it.
FRAMES_A_CALL = 12
