"""Every kind of flow node that executes here, by its BPMN name. What is not in this table is refused."""

from collections.abc import Mapping

from engine.spiff.elements import (
    boundary_event,
    business_rule_task,
    catch_events,
    event_based_gateway,
    gateways,
    inclusive_gateway,
    none_events,
    pass_through,
    script_task,
    service_task,
    sub_process,
    throw_events,
    user_task,
)
from engine.spiff.elements.kind import Kind

KINDS: Mapping[str, Kind] = {
    kind.tag: kind
    for module in (
        boundary_event,
        business_rule_task,
        catch_events,
        event_based_gateway,
        gateways,
        inclusive_gateway,
        none_events,
        pass_through,
        script_task,
        service_task,
        sub_process,
        throw_events,
        user_task,
    )
    for kind in module.KINDS
}
