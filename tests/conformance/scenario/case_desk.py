"""One case of a scenario at its desk; the office hears every event of it."""

from collections.abc import Callable
from typing import Any

from engine.model import events as e
from engine.spiff import Execution
from tests.unit.spiff.desk import Desk


class CaseDesk(Desk):
    """A desk that tells its events, and that is addressed by element and item."""

    def __init__(self, process_id: str, xml: bytes, hear: Callable[["CaseDesk"], None], caller: Any, **of: Any) -> None:
        self.process_id = process_id
        self.caller: tuple[CaseDesk, int] | None = caller
        self.begun: dict[int, CaseDesk] = {}  # called cases by the call that asked for them
        self.error_left: e.ErrorLeft | None = None
        self._hear = hear
        super().__init__(xml, **of)

    def _keep(self, execution: Execution) -> None:
        super()._keep(execution)
        self.error_left = next((found for found in self.events if isinstance(found, e.ErrorLeft)), None)
        self._hear(self)

    def place(self, element_instance_key: int, element_id: str) -> str:
        """Name a place: the element's id, and in brackets the numbers of the items that it stands in."""
        return element_id + "".join(f"[{number}]" for number in self.item_path(element_instance_key))
