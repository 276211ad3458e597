"""Deployed forms over `/v2/forms`."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.shapes import EXAMPLE_KEY, TENANT, KeyIn, Outgoing, answer, nothing
from engine.model.records import FormRecord
from engine.operations import get_form

router = APIRouter(prefix="/forms", tags=["Forms"], route_class=StrictRoute)

FormKey = Annotated[KeyIn, Path(alias="formKey")]


class FormResult(Outgoing):
    """A form version; `schema` is its form-js JSON as a string."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "tenantId": TENANT,
                    "formId": "sao_y_duyet",
                    "schema": '{"id": "sao_y_duyet", "type": "default", "components": []}',
                    "version": 1,
                    "formKey": EXAMPLE_KEY,
                }
            ]
        }
    )

    tenant_id: str = TENANT
    form_id: str
    schema_: Annotated[str, Field(alias="schema")]
    version: int
    form_key: str


@router.get("/{formKey}", response_model=FormResult)
def get_form_by_key(door: DoorDep, form_key: FormKey) -> Response:
    """Get a form version."""
    with door.enter() as (uow, actor):
        form = get_form(uow, actor, form_key=form_key)
    return form_answer(form)


def form_answer(form: FormRecord | None) -> Response:
    """Show a form, or 204 for none."""
    if form is None:
        return nothing()
    return answer(FormResult(form_id=form.form_id, schema_=form.schema, version=form.version, form_key=str(form.key)))
