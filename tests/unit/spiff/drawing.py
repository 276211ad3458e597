"""Draw small BPMN models for tests: each function gives the XML of one element, `process` makes a file of them."""

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0"'
    ' id="definitions" targetNamespace="urn:test" modeler:executionPlatform="Camunda Cloud">'
)


def file(*parts: str) -> bytes:
    """Make a BPMN file of processes, messages and the like."""
    return (HEAD + "".join(parts) + "</bpmn:definitions>").encode()


def process(*parts: str, around: str = "", process_id: str = "case_p") -> bytes:
    """Make a file with one executable process; `around` stands beside it (messages, collaborations)."""
    return file(around, f'<bpmn:process id="{process_id}" isExecutable="true">', *parts, "</bpmn:process>")


def extensions(*parts: str) -> str:
    inside = "".join(parts)
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>" if inside else ""


def element(tag: str, element_id: str, inside: str = "", **attributes: str) -> str:
    text = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f'<bpmn:{tag} id="{element_id}"{text}>{inside}</bpmn:{tag}>'


def zeebe(tag: str, inside: str = "", **attributes: str) -> str:
    text = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<zeebe:{tag}{text}>{inside}</zeebe:{tag}>"


def start(element_id: str = "start", *extension: str) -> str:
    return element("startEvent", element_id, extensions(*extension))


def end(element_id: str = "end") -> str:
    return element("endEvent", element_id)


def terminate_end(element_id: str) -> str:
    return element("endEvent", element_id, "<bpmn:terminateEventDefinition/>")


def multi_instance(collection: str = "=ds", *, sequential: bool = False, until: str | None = None, **of: str) -> str:
    """Draw the loop characteristics that go into an activity; `of`: inputElement, outputCollection, outputElement."""
    inside = extensions(zeebe("loopCharacteristics", inputCollection=collection, **of))
    if until is not None:
        inside += f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>"
    name, is_sequential = "multiInstanceLoopCharacteristics", "true" if sequential else "false"
    return f'<bpmn:{name} isSequential="{is_sequential}">{inside}</bpmn:{name}>'


def standard_loop(condition: str, *, before: bool = False, maximum: str | None = None) -> str:
    at_most = "" if maximum is None else f' loopMaximum="{maximum}"'
    inside = f"<bpmn:loopCondition>{escape(condition)}</bpmn:loopCondition>"
    test_before = "true" if before else "false"
    head = f'<bpmn:standardLoopCharacteristics testBefore="{test_before}"{at_most}>'
    return f"{head}{inside}</bpmn:standardLoopCharacteristics>"


def repeated(activity: str, loop: str) -> str:
    """Put loop characteristics into a drawn activity, as its last child."""
    head, _, tail = activity.rpartition("</")
    return f"{head}{loop}</{tail}"


def user_task(element_id: str, *extension: str) -> str:
    return element("userTask", element_id, extensions(zeebe("userTask"), *extension), name=element_id)


def service_task(
    element_id: str, *extension: str, job_type: str = "work", retries: str = "3", tag: str = "serviceTask"
) -> str:
    definition = zeebe("taskDefinition", type=job_type, retries=retries)
    return element(tag, element_id, extensions(definition, *extension))


def script_task(element_id: str, result: str, expression: str, *extension: str) -> str:
    script = zeebe("script", expression=expression, resultVariable=result)
    return element("scriptTask", element_id, extensions(script, *extension))


def receive_task(element_id: str, message_id: str, *extension: str) -> str:
    return element("receiveTask", element_id, extensions(*extension), messageRef=message_id)


def exclusive(element_id: str, default: str | None = None) -> str:
    return element("exclusiveGateway", element_id, **({"default": default} if default else {}))


def inclusive(element_id: str, default: str | None = None) -> str:
    return element("inclusiveGateway", element_id, **({"default": default} if default else {}))


def event_gateway(element_id: str) -> str:
    return element("eventBasedGateway", element_id)


def parallel(element_id: str) -> str:
    return element("parallelGateway", element_id)


def event_sub_process(
    element_id: str, definition: str, *parts: str, interrupting: bool = True, extension: str = ""
) -> str:
    """Draw an event sub-process whose start event is `element_id` and `_s`; the parts are to connect with it."""
    begin = element(
        "startEvent",
        f"{element_id}_s",
        extension + definition,
        isInterrupting="true" if interrupting else "false",
    )
    return element("subProcess", element_id, begin + "".join(parts), triggeredByEvent="true")


def sub_process(element_id: str, *parts: str, extension: str = "") -> str:
    return element("subProcess", element_id, extension + "".join(parts))


def timer(kind: str, value: str) -> str:
    inside = f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{escape(value)}</bpmn:{kind}>'
    return f"<bpmn:timerEventDefinition>{inside}</bpmn:timerEventDefinition>"


def condition(text: str, **filtered: str) -> str:
    """Draw a conditional event's definition; `filtered`: variableNames, variableEvents."""
    inside = extensions(zeebe("conditionalFilter", **filtered)) if filtered else ""
    inside += f"<bpmn:condition>{escape(text)}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{inside}</bpmn:conditionalEventDefinition>"


def message_event(message_id: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="{message_id}"/>'


def message(message_id: str, name: str, key: str = "=ma") -> str:
    return element("message", message_id, extensions(zeebe("subscription", correlationKey=key)), name=name)


def error(error_id: str, code: str = "") -> str:
    return element("error", error_id, **({"errorCode": code} if code else {}))


def error_event(error_id: str = "") -> str:
    reference = f' errorRef="{error_id}"' if error_id else ""
    return f"<bpmn:errorEventDefinition{reference}/>"


def compensation(activity_id: str = "") -> str:
    reference = f' activityRef="{activity_id}"' if activity_id else ""
    return f"<bpmn:compensateEventDefinition{reference}/>"


def undone_by(activity_id: str, handler: str) -> str:
    """Draw a compensation boundary event at an activity and a user task that undoes it."""
    event = f"undo_{activity_id}"
    task = user_task(handler).replace("<bpmn:userTask ", '<bpmn:userTask isForCompensation="true" ', 1)
    link = element("association", f"as_{activity_id}", sourceRef=event, targetRef=handler)
    return boundary(event, activity_id, compensation()) + task + link


def escalation(escalation_id: str, code: str = "") -> str:
    return element("escalation", escalation_id, **({"escalationCode": code} if code else {}))


def escalation_event(escalation_id: str = "") -> str:
    reference = f' escalationRef="{escalation_id}"' if escalation_id else ""
    return f"<bpmn:escalationEventDefinition{reference}/>"


def signal(signal_id: str, name: str) -> str:
    return element("signal", signal_id, name=name)


def signal_event(signal_id: str) -> str:
    return f'<bpmn:signalEventDefinition signalRef="{signal_id}"/>'


def link_event(name: str) -> str:
    return f"<bpmn:linkEventDefinition name={quoteattr(name)}/>"


def throw(element_id: str, definition: str = "", *extension: str) -> str:
    return element("intermediateThrowEvent", element_id, extensions(*extension) + definition)


def end_event(element_id: str, definition: str, *extension: str) -> str:
    return element("endEvent", element_id, extensions(*extension) + definition)


def catch(element_id: str, definition: str, *extension: str) -> str:
    return element("intermediateCatchEvent", element_id, extensions(*extension) + definition)


def boundary(element_id: str, host: str, definition: str, *extension: str, interrupting: bool = True) -> str:
    return element(
        "boundaryEvent",
        element_id,
        extensions(*extension) + definition,
        attachedToRef=host,
        cancelActivity="true" if interrupting else "false",
    )


def inputs(**mappings: str) -> str:
    return "".join(zeebe("input", source=source, target=target) for target, source in mappings.items())


def outputs(**mappings: str) -> str:
    return "".join(zeebe("output", source=source, target=target) for target, source in mappings.items())


def io_mapping(*parts: str) -> str:
    return zeebe("ioMapping", "".join(parts))


def flow(source: str, target: str, condition: str | None = None, flow_id: str | None = None) -> str:
    inside = ""
    if condition is not None:
        inside = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>"
    return element("sequenceFlow", flow_id or f"{source}-{target}", inside, sourceRef=source, targetRef=target)


def path(*ids: str) -> str:
    """Connect elements in a row; each flow's id is `source-target`."""
    return "".join(flow(source, target) for source, target in pairwise(ids))
