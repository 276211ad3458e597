"""Functions on booleans."""

from engine.feel.builtins.signature import Family
from engine.feel.runtime import Run
from engine.feel.values import FeelValue

FUNCTIONS = Family()


@FUNCTIONS.define("not(negand: boolean|null)")
def logical_not(_run: Run, negand: bool | None) -> FeelValue:  # noqa: FBT001 - the function's argument
    """Negate; null stays null."""
    return None if negand is None else not negand
