"""Which act of a leader a user task is for: the element properties `signature` and `awaits`.

It sorts the desk of whoever has such tasks (Chờ ký, Chờ chỉ đạo, Chờ duyệt đề xuất) and permits nothing.
"""

from collections.abc import Callable, Mapping
from typing import Final

from engine.model.records import AWAITS, Awaits

SIGNATURE: Final = "signature"  # FEEL that gives the group, or the person, who may sign
PROPERTY: Final = "awaits"  # one of AWAITS, or FEEL that gives one; anything else says nothing


def awaited_act(properties: Mapping[str, str], evaluate: Callable[[str], object]) -> Awaits | None:
    """Give the act that a step with these properties is for; one with a signer awaits a signature unless it says."""
    written = properties.get(PROPERTY)
    said = evaluate(written) if written else None
    awaited: Awaits | None = "signature" if SIGNATURE in properties else None
    return next((act for act in AWAITS if act == said), awaited)
