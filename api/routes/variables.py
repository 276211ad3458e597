"""Variables of cases over `/v2/variables`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import ConfigDict
from starlette.responses import Response

from api.dependencies import DoorDep
from api.json_text import write_json
from api.requests import StrictRoute
from api.routes.shapes import (
    EXAMPLE_KEY,
    TENANT,
    Incoming,
    KeyIn,
    Outgoing,
    PageIn,
    RequiredKeyFilter,
    SearchAnswer,
    Tenant,
    TextFilter,
    answer,
    found,
)
from engine.model.case_detail import VariableRecord
from engine.operations import find_variables, get_variable

router = APIRouter(prefix="/variables", tags=["Variables"], route_class=StrictRoute)

VariableKey = Annotated[KeyIn, Path(alias="variableKey")]
Truncate = Annotated[bool, Query(alias="truncateValues", description="Cut long values.")]
TRUNCATED_AT = 8192  # characters of a value in a list, as Camunda 8 does


class VariableResult(Outgoing):
    """A variable; `value` is its JSON as a string."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "so_ban", "value": "2", "variableKey": EXAMPLE_KEY, "scopeKey": EXAMPLE_KEY}]
        }
    )

    name: str
    value: str
    tenant_id: str = TENANT
    variable_key: str
    scope_key: str
    process_instance_key: str
    root_process_instance_key: str | None


class VariableSearchResult(VariableResult):
    """A variable in a list; a long value is cut and says so."""

    is_truncated: bool


class VariableFilter(Incoming):
    """Which variables. The case must be named: there is no search over everybody's values."""

    process_instance_key: RequiredKeyFilter
    name: TextFilter = None
    scope_key: KeyIn | None = None
    tenant_id: Tenant | None = None


class VariableSearch(Incoming):
    """A search for the variables of one case, by name."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"filter": {"processInstanceKey": EXAMPLE_KEY, "name": "so_ban"}}]}
    )

    filter: VariableFilter
    page: PageIn = PageIn()


@router.post("/search", response_model=SearchAnswer[VariableSearchResult])
def search_case_variables(
    door: DoorDep,
    search: VariableSearch,
    truncate_values: Truncate = True,  # noqa: FBT002  a query parameter
) -> Response:
    """Search the variables of a case."""
    given = search.filter
    with door.enter() as (uow, actor):
        page = find_variables(
            uow,
            actor,
            instance_key=given.process_instance_key,
            name=given.name,
            scope_key=given.scope_key,
            offset=search.page.from_,
            limit=search.page.limit,
        )
    return found([variable_result(variable, truncate=truncate_values) for variable in page.items], page.total)


@router.get("/{variableKey}", response_model=VariableResult)
def get_case_variable(door: DoorDep, variable_key: VariableKey) -> Response:
    """Get a variable with its whole value."""
    with door.enter() as (uow, actor):
        variable = get_variable(uow, actor, variable_key=variable_key)
    return answer(VariableResult(**_fields(variable), value=write_json(variable.value).decode()))


def variable_result(variable: VariableRecord, *, truncate: bool = True) -> VariableSearchResult:
    """Show a variable in a list."""
    text = write_json(variable.value).decode()
    cut = truncate and len(text) > TRUNCATED_AT
    return VariableSearchResult(**_fields(variable), value=text[:TRUNCATED_AT] if cut else text, is_truncated=cut)


def _fields(variable: VariableRecord) -> dict[str, str]:
    return {
        "name": variable.name,
        "variable_key": str(variable.key),
        "scope_key": str(variable.scope_key),
        "process_instance_key": str(variable.instance_key),
        "root_process_instance_key": str(variable.root_key),
    }
