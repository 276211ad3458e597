"""Let a number series go on where paper or another system has left it, so that the next number is the one after.

Only forward: a number that was given here is never given again.
"""

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.operations.people.administration import record, require_administrator
from engine.operations.reasons import require_reason
from engine.operations.registers.numbering import continue_after
from engine.operations.unit_of_work import UnitOfWork


def continue_series(uow: UnitOfWork, actor: Actor, *, series: str, period: str, last: int, reason: str) -> None:
    """Take `last` as the latest number of a series (`case:VBĐ`, `document:VP:cong_van` …) in a period (`2026`).

    Raises NotPermitted, InputRejected (no reason), and Conflict when the series has gone further already.
    """
    require_administrator(uow, actor)
    require_reason(reason)
    reached = continue_after(uow.connection, series, period, last)
    if reached > last:
        raise Conflict(
            Text(
                vi=f"Dãy số “{series}” đã cấp đến số {reached}, không lùi về {last} được. Không có gì thay đổi.",
                en=f"The series “{series}” has given number {reached}; it does not go back to {last}.",
            ),
            code="series_further",
        )
    record(uow, actor, "SeriesContinued", series, new={"period": period, "last": last}, reason=reason)
