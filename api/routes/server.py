"""What a client asks first: is anybody there, what is it, who am I."""

from importlib.metadata import version

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.shapes import TENANT, MomentOut, Outgoing, answer, nothing

router = APIRouter(tags=["Server"], route_class=StrictRoute)

COMPATIBLE_WITH = "8.8.0"  # the version of Camunda 8 whose interface we follow


class Partition(Outgoing):
    """The one partition that a client may expect."""

    partition_id: int = 1
    role: str = "leader"
    health: str = "healthy"
    state: str = "active"


class Broker(Outgoing):
    """This web process, as a client of Camunda 8 expects to be told."""

    node_id: int = 0
    broker_id: str = "0"
    host: str
    port: int
    partitions: tuple[Partition, ...] = (Partition(),)
    version: str


class TopologyResult(Outgoing):
    """One node over one PostgreSQL; `gatewayVersion` is the version of the interface."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"clusterSize": 1, "gatewayVersion": COMPATIBLE_WITH}]})

    brokers: tuple[Broker, ...]
    cluster_id: str | None = None
    cluster_size: int = 1
    partitions_count: int = 1
    replication_factor: int = 1
    gateway_version: str = COMPATIBLE_WITH
    last_completed_change_id: str = ""


class LicenseResult(Outgoing):
    """Apache-2.0: nothing to buy, nothing that expires."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"validLicense": True, "licenseType": "Apache-2.0"}]})

    valid_license: bool = True
    license_type: str = "Apache-2.0"
    is_commercial: bool = False
    expires_at: MomentOut | None = None


class TenantResult(Outgoing):
    """The one tenant."""

    name: str = "Mặc định"
    tenant_id: str = TENANT
    description: str | None = None


class WhoAmI(Outgoing):
    """The caller."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"username": "dv.tu", "displayName": "Đặng Văn Tú", "groups": ["van_thu"]}]}
    )

    username: str
    display_name: str | None
    email: str | None = None
    authorized_components: tuple[str, ...] = ("*",)
    tenants: tuple[TenantResult, ...] = (TenantResult(),)
    groups: tuple[str, ...]
    roles: tuple[str, ...] = ()
    sales_plan_type: str | None = None
    c8_links: dict[str, str] = Field(default_factory=dict)
    can_logout: bool = True


@router.get("/status", status_code=204)
def get_status(request: Request) -> Response:
    """Tell whether requests can be served; needs no sign-in."""
    request.app.state.engine.database.check()
    return nothing()


@router.get("/topology", response_model=TopologyResult)
def get_topology(request: Request, door: DoorDep) -> Response:
    """Get the shape of the installation."""
    with door.enter():
        server = request.scope.get("server") or ("127.0.0.1", None)
    broker = Broker(host=server[0], port=server[1] or 0, version=version("hoidong"))
    return answer(TopologyResult(brokers=(broker,)))


@router.get("/license", response_model=LicenseResult)
def get_license() -> Response:
    """Get the licence; needs no sign-in."""
    return answer(LicenseResult())


@router.get("/authentication/me", response_model=WhoAmI)
def get_authentication(door: DoorDep) -> Response:
    """Get who the caller is."""
    with door.enter() as (_uow, actor):
        pass
    return answer(WhoAmI(username=actor.username, display_name=actor.display_name, groups=tuple(sorted(actor.groups))))
