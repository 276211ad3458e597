"""Small BPMN files written for the tests: a header and a body, so that a test shows only what it is about."""

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="definitions" targetNamespace="urn:test">'
)


def bpmn(body: str, *, process_id: str = "thu", name: str = "Thử", roots: str = "") -> bytes:
    """Give a BPMN file with one executable process; `roots` are root elements such as messages."""
    process = f'<bpmn:process id="{process_id}" name="{name}" isExecutable="true">{body}</bpmn:process>'
    return f"{_HEAD}{roots}{process}</bpmn:definitions>".encode()


def flow(flow_id: str, source: str, target: str, condition: str | None = None) -> str:
    """Give a sequence flow, with a FEEL condition when given."""
    inner = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
        if condition
        else ""
    )
    return f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def start(element_id: str = "dau") -> str:
    """Give a none start event."""
    return f'<bpmn:startEvent id="{element_id}"/>'


def end(element_id: str = "cuoi") -> str:
    """Give a none end event."""
    return f'<bpmn:endEvent id="{element_id}"/>'


def user_task(element_id: str, *, groups: str = "van_thu", assignee: str = "", extra: str = "") -> str:
    """Give a user task offered to groups or assigned to a person; `extra` goes into its extension elements."""
    who = f'assignee="{assignee}"' if assignee else f'candidateGroups="{groups}"'
    return (
        f'<bpmn:userTask id="{element_id}" name="Việc {element_id}"><bpmn:extensionElements><zeebe:userTask/>'
        f"<zeebe:assignmentDefinition {who}/>{extra}</bpmn:extensionElements></bpmn:userTask>"
    )


def service_task(element_id: str, job_type: str, retries: int = 3) -> str:
    """Give a service task."""
    return (
        f'<bpmn:serviceTask id="{element_id}" name="Bước {element_id}"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{job_type}" retries="{retries}"/></bpmn:extensionElements></bpmn:serviceTask>'
    )


ONE_TASK = bpmn(start() + user_task("viec") + end() + flow("f1", "dau", "viec") + flow("f2", "viec", "cuoi"))
"""Start → one task for the registry → end."""

ONE_JOB = bpmn(
    start() + service_task("buoc", "thu-nghiem") + end() + flow("f1", "dau", "buoc") + flow("f2", "buoc", "cuoi"),
)
"""Start → one job → end."""

CHOICE = bpmn(
    start()
    + user_task("viec")
    + '<bpmn:exclusiveGateway id="re"/>'
    + end("nhieu")
    + end("it")
    + flow("f1", "dau", "viec")
    + flow("f2", "viec", "re")
    + flow("f_nhieu", "re", "nhieu", "=so_ban > nguong")
    + flow("f_it", "re", "it", "=so_ban &lt;= nguong")
)
"""A task, then a gateway without default whose conditions need the variable `nguong`."""

TIMER_AND_MESSAGE = bpmn(
    start()
    + user_task("viec")
    + '<bpmn:boundaryEvent id="nhac" name="Nhắc" attachedToRef="viec" cancelActivity="false">'
    "<bpmn:timerEventDefinition>"
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT4H</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    + '<bpmn:boundaryEvent id="rut" name="Rút" attachedToRef="viec"><bpmn:extensionElements><zeebe:properties>'
    '<zeebe:property name="action" value="Rút"/><zeebe:property name="actors" value="=nguoi_lap"/>'
    "</zeebe:properties></bpmn:extensionElements>"
    '<bpmn:messageEventDefinition messageRef="m"/></bpmn:boundaryEvent>'
    + end("xong")
    + end("da_nhac")
    + end("da_rut")
    + flow("f1", "dau", "viec")
    + flow("f2", "viec", "xong")
    + flow("f3", "nhac", "da_nhac")
    + flow("f4", "rut", "da_rut"),
    roots='<bpmn:message id="m" name="rut_yeu_cau"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=ma_ho_so"/></bpmn:extensionElements></bpmn:message>',
)
"""A task with a reminder that does not interrupt and a message that does."""
