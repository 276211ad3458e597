"""Which processes a case may call, and which version each call means: the runtime's port, over what is deployed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import LimitExceeded, Text
from engine.model.calls import ProcessCall, process_not_found
from engine.spiff import model_catches
from engine.store.queries.called_cases import call_site, called_version

if TYPE_CHECKING:
    from engine.operations.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CallableProcesses:
    """The processes that a case of one version of a process may call; `depth` is 0 for a case that nobody called."""

    uow: "UnitOfWork"
    definition_key: int
    depth: int
    caller_visit: int | None = None  # the visit of the call activity that called the case

    def caller_catches(self, error_code: str) -> bool:
        """Tell whether any case on the way out catches the error: their models say so, nothing is locked."""
        visit = self.caller_visit
        while visit is not None:
            site = call_site(self.uow.connection, visit)
            model = self.uow.definitions.model(self.uow.connection, site.definition_key)
            if model_catches(model, site.element_id, error_code):
                return True
            visit = site.parent_element_key
        return False

    def find(self, call: ProcessCall) -> int:
        """Give the key of the version that the call binds to.

        Raises NotFound when there is none, LimitExceeded when calls are too deep or one command makes too many.
        """
        limits = self.uow.limits
        if self.depth >= limits.call_depth:
            raise LimitExceeded(
                Text(
                    vi=f"Quy trình gọi nhau quá {limits.call_depth} tầng, có thể là gọi vòng. Hãy sửa mô hình.",
                    en=f"Processes call each other more than {limits.call_depth} levels deep. Mend the model.",
                )
            )
        if self.uow.calls_found >= limits.calls_per_command:
            raise LimitExceeded(
                Text(
                    vi=f"Một lần xử lý đã gọi {limits.calls_per_command} quy trình. Hãy chạy lại bước này sau.",
                    en=f"One command has called {limits.calls_per_command} processes. Retry this step afterwards.",
                )
            )
        found = called_version(self.uow.connection, call, self.definition_key)
        if found is None:
            raise process_not_found(call)
        if not self.uow.definitions.model(self.uow.connection, found).definition.has_plain_start:
            raise process_not_found(call)
        self.uow.calls_found += 1
        return found
