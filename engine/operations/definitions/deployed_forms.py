"""The forms that cases may show: the port of the runtime over what is deployed.

What is known already is asked of no table, so that a task costs no round trip for its form.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.model.decision import Binding
from engine.model.forms import FormReference

if TYPE_CHECKING:
    from engine.operations.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DeployedForms:
    """The forms that the cases of one version of a process may show (`engine.model.forms.FormShelf`)."""

    uow: "UnitOfWork"
    definition_key: int

    def find(self, form: FormReference) -> int | None:
        """Give the version deployed together with the process, None for the newest; raise NotFound without one.

        Also a process deployed before forms could be bound takes the newest: one deployed since has all that it binds.
        """
        transaction, definitions = self.uow.transaction, self.uow.definitions
        key = None
        if form.binding is Binding.DEPLOYMENT:
            key = definitions.bound_forms(transaction, self.definition_key).get(form.form_id)
        if key is None:
            definitions.require_form(transaction, form)
        return key
