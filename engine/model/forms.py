"""What a process asks of forms: the port between the runtime and whoever keeps them. It reads and draws nothing."""

from dataclasses import dataclass
from typing import Protocol

from engine.errors import NotFound, Text
from engine.model.decision import Binding


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReference:
    """A form that an element names, and which version of it (`zeebe:formDefinition`)."""

    form_id: str
    binding: Binding = Binding.LATEST
    version_tag: str | None = None
    line: int | None = None


class FormShelf(Protocol):
    """The forms that the cases of one version of a process may show."""

    def find(self, form: FormReference) -> int | None:
        """Give the key of the version deployed together with the process; None where the newest one is to be taken.

        The newest one (or the newest that carries the tag) is that of the moment when the task is written. Raises
        NotFound when there is none.
        """


class NoForms:
    """The forms of a host that keeps none."""

    def find(self, form: FormReference) -> int | None:
        """Find nothing."""
        raise form_not_found(form)


def form_not_found(form: FormReference) -> NotFound:
    """Make the answer to a task whose form has not been deployed."""
    tag_vi = f" có nhãn phiên bản “{form.version_tag}”" if form.version_tag else ""
    tag_en = f" with the version tag “{form.version_tag}”" if form.version_tag else ""
    return NotFound(
        Text(
            vi=f"Chưa có biểu mẫu “{form.form_id}”{tag_vi}. Hãy áp dụng tệp .form có biểu mẫu này rồi chạy lại.",
            en=f"There is no form “{form.form_id}”{tag_en}. Deploy the .form file that holds it, then retry.",
        ),
        code="form_not_found",
    )
