"""Every kind of flow node that executes here, by its BPMN name. What is not in this table is refused."""

from collections.abc import Mapping
from typing import Any

from engine.spiff.elements import (
    ad_hoc,
    boundary_event,
    business_rule_task,
    call_activity,
    catch_events,
    end_events,
    event_based_gateway,
    gateways,
    inclusive_gateway,
    multi_instance,
    pass_through,
    script_task,
    service_task,
    standard_loop,
    start_events,
    sub_process,
    throw_events,
    user_task,
)
from engine.spiff.elements.kind import Kind
from engine.spiff.elements.loop_setting import MultiInstance, StandardLoop
from engine.spiff.elements.repetition import Repeating

KINDS: Mapping[str, Kind] = {
    kind.tag: kind
    for module in (
        ad_hoc,
        boundary_event,
        business_rule_task,
        call_activity,
        catch_events,
        end_events,
        event_based_gateway,
        gateways,
        inclusive_gateway,
        pass_through,
        script_task,
        service_task,
        start_events,
        sub_process,
        throw_events,
        user_task,
    )
    for kind in module.KINDS
}

# The body that is put around an activity, by what the model says about repeating it.
BODIES: Mapping[type[Any], type[Repeating]] = {
    MultiInstance: multi_instance.MultiInstanceBody,
    StandardLoop: standard_loop.StandardLoopBody,
}
