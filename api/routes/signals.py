"""Signals over `/v2/signals`: broadcast to every case that waits."""

from fastapi import APIRouter
from pydantic import ConfigDict
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.shapes import EXAMPLE_KEY, TENANT, Incoming, Name, Outgoing, Tenant, Variables, answer
from engine.operations import broadcast_signal

router = APIRouter(prefix="/signals", tags=["Signals"], route_class=StrictRoute)


class SignalBroadcast(Incoming):
    """The signal: its name and what it brings."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"signalName": "ky_hop_bat_dau", "variables": {"ky_hop": 15}}]}
    )

    signal_name: Name
    variables: Variables | None = None
    tenant_id: Tenant = "<default>"


class SignalBroadcastResult(Outgoing):
    """The signal that was sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tenantId": TENANT, "signalKey": EXAMPLE_KEY}]})

    tenant_id: str = TENANT
    signal_key: str


@router.post("/broadcast", response_model=SignalBroadcastResult)
def broadcast(door: DoorDep, signal: SignalBroadcast) -> Response:
    """Broadcast a signal; every case that waits for it takes it soon after."""
    with door.enter() as (uow, actor):
        key = broadcast_signal(uow, actor, name=signal.signal_name, variables=signal.variables)
    return answer(SignalBroadcastResult(signal_key=str(key)))
