"""Signing as a step of a case: the element property `signature`, who may sign there, and what must never change that.

Standing in is not signing for (catalogue 0.3, rule 5): a signing task is done by whom it was offered to, and handing it
over never makes somebody else the signer. Whoever else shall sign is chosen where the document is drafted.
"""

from collections.abc import Mapping
from typing import Any, Final

from engine.errors import NotPermitted, Text
from engine.feel import to_json
from engine.model.definition import Element
from engine.model.json_value import JsonValue
from engine.operations.cases.process_property import evaluate_property
from engine.operations.tasks.awaited_act import SIGNATURE
from engine.operations.unit_of_work import UnitOfWork
from engine.operations.upkeep.seed import GROUPS
from engine.store.queries.acting import steps_done
from engine.store.queries.called_cases import case_row
from engine.store.queries.people import PersonRecord, display_names
from engine.store.queries.tasks import TaskRow

FORM: Final = "signature-form"  # FEEL that gives the signing form: TL, KT …
_IN_PERSON: Final = "truc_tiep"


def signing_authority(uow: UnitOfWork, element: Element, variables: Mapping[str, JsonValue]) -> Text | None:
    """Say who may sign at a step of a case, such as "Chánh Văn phòng (TL.)"; None when the step is no signature."""
    written = element.properties.get(SIGNATURE)
    if written is None:
        return None
    who, form = (_value(uow, element.properties.get(name, ""), variables) for name in (SIGNATURE, FORM))
    told = f" ({form}.)" if form and form != _IN_PERSON else ""
    groups = uow.law.current(uow.transaction).code_lists.get(GROUPS, ())
    for row in groups:
        if row.value == who:
            return Text(vi=f"{row.vi}{told}", en=f"{row.en}{told}")
    name = display_names(uow.connection, [who])[who] if who else "…"
    return Text(vi=f"{name}{told}", en=f"{name}{told}")


def not_signing_for(authority: Text) -> Text:
    """Say that a stand-in cannot sign, and who may."""
    return Text(
        vi=f"Làm thay không phải là ký thay; thẩm quyền ký của văn bản này: {authority.vi}.",
        en=f"Standing in is not signing for; who may sign this document: {authority.en}.",
    )


def refuse_signing_for(uow: UnitOfWork, element: Element, variables: Mapping[str, JsonValue]) -> None:
    """Raise NotPermitted at a step that is a signature, for whom it is not offered to."""
    authority = signing_authority(uow, element, variables)
    if authority is not None:
        raise NotPermitted(not_signing_for(authority), code="stand_in_cannot_sign")


def refuse_other_signer(
    uow: UnitOfWork, element: Element, variables: Mapping[str, JsonValue], task: TaskRow, person: PersonRecord
) -> None:
    """Raise NotPermitted when a signing task would go to somebody to whom it was not offered."""
    authority = signing_authority(uow, element, variables)
    offered = person.username in (task.assignee, *task.candidate_users) or not person.groups.isdisjoint(
        task.candidate_groups
    )
    if authority is None or offered:
        return
    raise NotPermitted(
        Text(
            vi=f"Việc ký không chuyển cho người khác được; thẩm quyền ký của văn bản này: {authority.vi}. "
            "Muốn đổi người ký, trả lại hồ sơ để chọn lại.",
            en=f"A signature cannot be handed to somebody else; who may sign this document: {authority.en}. "
            "To change the signer, return the case so that another one is chosen.",
        ),
        code="signer_fixed",
    )


def signed_in_person(uow: UnitOfWork, *, instance_key: int, holder: str | None = None) -> bool:
    """Tell whether this person (None: anybody) has completed a step of the case that is a signature.

    Asked of the tasks alone: variables name a signer, and others may set those.
    """
    done = steps_done(uow.connection, instance_key, holder)
    case = case_row(uow.connection, instance_key)
    elements = uow.definitions.model(uow.connection, case.definition_key).definition.elements
    return any(SIGNATURE in elements[step].properties for step in done if step in elements)


def _value(uow: UnitOfWork, written: str, variables: Mapping[str, Any]) -> str:
    value = to_json(evaluate_property(written, variables, uow.host))
    return value if isinstance(value, str) else ""
