"""What a call activity asks of whoever keeps processes: the port between the runtime and the host. Starts nothing."""

from dataclasses import dataclass
from typing import Protocol

from engine.errors import NotFound, Text
from engine.model.decision import Binding


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessCall:
    """Which process is called, and which version of it."""

    process_id: str
    binding: Binding
    version_tag: str | None = None


class CalledProcesses(Protocol):
    """The processes that one case may call."""

    def find(self, call: ProcessCall) -> int:
        """Give the key of the version to start; raise EngineError when there is none or the calls are too deep."""

    def caller_catches(self, error_code: str) -> bool:
        """Tell whether a case that called this one, directly or not, catches an error that leaves this one."""


class NoProcesses:
    """The processes of a host that keeps none."""

    def find(self, call: ProcessCall) -> int:
        """Find nothing."""
        raise process_not_found(call)

    def caller_catches(self, _error_code: str) -> bool:
        """Nobody called."""
        return False


def process_not_found(call: ProcessCall) -> NotFound:
    """Make the answer to a call of a process that is not deployed."""
    tag_vi = f" có nhãn phiên bản “{call.version_tag}”" if call.version_tag else ""
    tag_en = f" with the version tag “{call.version_tag}”" if call.version_tag else ""
    return NotFound(
        Text(
            vi=f"Chưa có quy trình “{call.process_id}”{tag_vi}. Hãy áp dụng tệp .bpmn có quy trình này rồi chạy lại.",
            en=f"There is no process “{call.process_id}”{tag_en}. Deploy the .bpmn file that holds it, then retry.",
        ),
        code="process_definition_not_found",
    )
