"""Cancel boundary event: where a transaction goes on that was given up. It waits for nothing from outside."""

from engine.spiff.details import CancelSetting
from engine.spiff.findings import local_name
from engine.spiff.reading import Reading
from engine.untrusted_xml import Node

TRANSACTION = "transaction"


def read_cancel_catch(definition: Node, reading: Reading) -> CancelSetting:
    """Check that the event hangs on a transaction, always interrupting it."""
    event = definition.getparent()
    host = next((node for node in event.getparent() if node.get("id") == event.get("attachedToRef")), None)
    if host is None or local_name(host) != TRANSACTION or event.get("cancelActivity") == "false":
        reading.findings.add(
            "cancel_outside_transaction",
            event,
            "Sự kiện biên hủy chỉ gắn vào giao dịch (transaction) và luôn ngắt nó.",
            "A cancel boundary event belongs on a transaction, and always interrupts it.",
        )
    return CancelSetting()
