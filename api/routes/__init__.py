"""The JSON interface for machines under `/v2`, and `/oauth/token`; nothing here renders a page."""

from fastapi import APIRouter

from api.requests import StrictRoute
from api.routes import (
    clock,
    conditionals,
    deadlines,
    decision_definitions,
    decision_instances,
    decision_requirements,
    deployments,
    document_uploads,
    documents,
    element_instances,
    expressions,
    forms,
    incidents,
    jobs,
    messages,
    oauth,
    process_definitions,
    process_instances,
    server,
    signals,
    signing,
    user_tasks,
    users,
    variables,
)

v2 = APIRouter(route_class=StrictRoute)
# Routes are tried one after another: what is asked for most stands first.
for _part in (
    user_tasks,
    process_instances,
    jobs,
    messages,
    server,
    deployments,
    process_definitions,
    decision_definitions,
    decision_requirements,
    decision_instances,
    expressions,
    forms,
    variables,
    element_instances,
    incidents,
    document_uploads,
    documents,
    signing,
    signals,
    conditionals,
    users,
    deadlines,
    clock,
):
    v2.include_router(_part.router)

__all__ = ["oauth", "v2"]
