"""The part of a deployment that concerns forms: store them, check what the elements of processes show."""

import hashlib
from collections.abc import Collection, Iterable

from sqlalchemy import insert, select

from engine.errors import Finding, Text
from engine.forms import Form
from engine.model.decision import Binding
from engine.model.definition import Definition, Element
from engine.model.forms import FormReference
from engine.model.records import Resource
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.forms import known_forms
from engine.store.tables import FormDefinition
from engine.store.tables.core import core

_FORM = core(FormDefinition)


def store_form(uow: UnitOfWork, deployment: int, resource: Resource, form: Form) -> int:
    """Store a new version of a form and give its key; a file equal to its latest version keeps that version."""
    digest = hashlib.sha256(resource.content).digest()
    statement = select(_FORM.c.key, _FORM.c.version, _FORM.c.sha256, _FORM.c.resource_name)
    statement = statement.where(_FORM.c.form_id == form.id).order_by(_FORM.c.version.desc()).limit(1)
    latest = uow.connection.execute(statement).one_or_none()
    if latest is not None and latest.sha256 == digest and latest.resource_name == resource.name:
        return int(latest.key)
    key = uow.new_key()
    row = {
        "key": key,
        "form_id": form.id,
        "version": 1 if latest is None else latest.version + 1,
        "version_tag": form.version_tag,
        "resource_name": resource.name,
        "content": resource.content.decode(),
        "sha256": digest,
        "deployment_key": deployment,
    }
    uow.connection.execute(insert(_FORM), [row])
    return key


def bound_form_ids(definition: Definition) -> frozenset[str]:
    """Give the forms of which a process means the version deployed together with it."""
    forms = [element.form for element in definition.elements.values() if element.form is not None]
    return frozenset(form.form_id for form in forms if form.binding is Binding.DEPLOYMENT)


def check_shown(
    uow: UnitOfWork, resource: str, definition: Definition, together: Collection[Form]
) -> tuple[Finding, ...]:
    """Tell which forms a process shows that are not there: a warning, an error where only this deployment counts.

    A form may well be deployed after the process that shows it; a case that comes too early waits with an incident.
    """
    shown = [(element, element.form) for element in definition.elements.values() if element.form is not None]
    if not shown:
        return ()
    ids = {form.id for form in together}
    known = known_forms(uow.connection, {form.form_id for _, form in shown})
    known |= _tags(together)
    return tuple(_unknown(resource, element, form) for element, form in shown if not _is_there(form, ids, known))


def _tags(forms: Iterable[Form]) -> frozenset[tuple[str, str | None]]:
    return frozenset(pair for form in forms for pair in ((form.id, None), (form.id, form.version_tag)))


def _is_there(form: FormReference, together: set[str], known: frozenset[tuple[str, str | None]]) -> bool:
    if form.binding is Binding.DEPLOYMENT:
        return form.form_id in together
    return (form.form_id, form.version_tag) in known


def _unknown(resource: str, element: Element, form: FormReference) -> Finding:
    bound = form.binding is Binding.DEPLOYMENT
    if bound:
        text = Text(
            vi=f"Bước này dùng biểu mẫu “{form.form_id}” của cùng lần áp dụng, nhưng không tệp .form nào trong lần này "
            "là biểu mẫu đó. Hãy chọn thêm tệp .form, hoặc dùng bản mới nhất (latest).",
            en=f"The task shows form “{form.form_id}” of the same deployment, but no .form file of it is that form. "
            "Add the .form file, or bind to the latest version.",
        )
    else:
        tag_vi = f" có nhãn phiên bản “{form.version_tag}”" if form.version_tag else ""
        tag_en = f" with the version tag “{form.version_tag}”" if form.version_tag else ""
        waits = element.type == "userTask"
        vi = "Hồ sơ đến bước này sẽ dừng lại cho đến khi có." if waits else "Hồ sơ được lập mà không có biểu mẫu."
        en = "Cases will wait at this task until there is." if waits else "Cases begin without a form."
        text = Text(
            vi=f"Chưa có biểu mẫu “{form.form_id}”{tag_vi}. {vi}",
            en=f"There is no form “{form.form_id}”{tag_en} yet. {en}",
        )
    return Finding(
        code="form_not_in_deployment" if bound else "form_unknown",
        text=text,
        resource=resource,
        element_id=element.id,
        line=form.line,
        severity="error" if bound else "warning",
    )
