"""The axis that this installation has, if it has one."""

from engine.operations.dispatch.axis_channel import AxisChannel
from engine.operations.engine import Engine


def axis_of(engine: Engine) -> AxisChannel | None:
    """Give the way to the axis; None where none is set up."""
    return next((one for one in engine.settings.channels if isinstance(one, AxisChannel)), None)
