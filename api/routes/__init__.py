"""The JSON interface for machines under `/v2`, and `/oauth/token`; nothing here renders a page."""

from fastapi import APIRouter

from api.requests import StrictRoute
from api.routes import (
    clock,
    deployments,
    documents,
    element_instances,
    forms,
    incidents,
    jobs,
    messages,
    oauth,
    process_definitions,
    process_instances,
    server,
    user_tasks,
    users,
    variables,
)

v2 = APIRouter(route_class=StrictRoute)
for _part in (
    server,
    deployments,
    process_definitions,
    process_instances,
    user_tasks,
    forms,
    variables,
    element_instances,
    incidents,
    jobs,
    messages,
    documents,
    users,
    clock,
):
    v2.include_router(_part.router)

__all__ = ["oauth", "v2"]
