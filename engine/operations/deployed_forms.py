"""The forms that cases may show: the port of the runtime over what is deployed.

What is known already is asked of no table, so that a task costs no round trip for its form.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.model.decision import Binding
from engine.model.forms import FormReference, form_not_found

if TYPE_CHECKING:
    from engine.operations.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DeployedForms:
    """The forms that the cases of one version of a process may show (`engine.model.forms.FormShelf`)."""

    uow: "UnitOfWork"
    definition_key: int

    def find(self, form: FormReference) -> int | None:
        """Give the version deployed together with the process, None for the newest; raise NotFound without one."""
        transaction, definitions = self.uow.transaction, self.uow.definitions
        if form.binding is not Binding.DEPLOYMENT:
            definitions.require_form(transaction, form)
            return None
        key = definitions.bound_forms(transaction, self.definition_key).get(form.form_id)
        if key is None:
            raise form_not_found(form)
        return key
