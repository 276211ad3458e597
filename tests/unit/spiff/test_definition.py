"""What a model says to everybody above the runtime."""

from engine.model.definition import Flow
from engine.model.limits import RuntimeLimits
from engine.spiff import ProcessModel, parse
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk


def models(xml: bytes) -> tuple[ProcessModel, ...]:
    return parse(xml, resource="a.bpmn", limits=RuntimeLimits())


def test_names_forms_flows_properties_and_version_tag() -> None:
    xml = d.file(
        '<bpmn:process id="sao_y" name="Sao y, số hóa" isExecutable="true">',
        d.extensions(
            d.zeebe("versionTag", value="1.2"), d.zeebe("properties", d.zeebe("property", name="nhom", value="A"))
        ),
        "<bpmn:documentation>Cấp bản sao.</bpmn:documentation>",
        d.start("start", d.zeebe("formDefinition", formId="de_nghi")),
        d.user_task(
            "a", d.zeebe("properties", d.zeebe("property", name="nut", value="Duyệt") + d.zeebe("property", value="x"))
        ),
        d.end(),
        d.flow("start", "a"),
        d.element("sequenceFlow", "f2", name="xong", sourceRef="a", targetRef="end"),
        "</bpmn:process>",
    )
    (model,) = models(xml)
    definition = model.definition
    assert (definition.process_id, definition.name, definition.version_tag) == ("sao_y", "Sao y, số hóa", "1.2")
    assert definition.start_form_id == "de_nghi"
    assert definition.properties == {"nhom": "A"}
    assert definition.elements["a"].properties == {"nut": "Duyệt"}
    assert definition.elements["a"].type == "userTask"
    assert list(definition.elements) == ["start", "a", "end"]
    assert definition.flows["f2"] == Flow(id="f2", name="xong", source_id="a", target_id="end")


def test_every_executable_process_of_a_file_in_its_order() -> None:
    def one(process_id: str, executable: str) -> str:
        body = d.start(f"{process_id}s") + d.end(f"{process_id}e") + d.path(f"{process_id}s", f"{process_id}e")
        return f'<bpmn:process id="{process_id}" isExecutable="{executable}">{body}</bpmn:process>'

    found = models(d.file(one("hai", "true"), one("ngoai", "false"), one("mot", "true")))
    assert [model.definition.process_id for model in found] == ["hai", "mot"]


def test_executable_is_an_xml_boolean() -> None:
    xml = d.process(d.start(), d.end(), d.path("start", "end")).replace(b'isExecutable="true"', b'isExecutable="1"')
    assert len(models(xml)) == 1


LANES = d.file(
    "<bpmn:collaboration id='col'><bpmn:participant id='pool' name='Văn phòng' processRef='p'/>"
    "<bpmn:participant id='other' name='Cơ quan khác'/>"
    "<bpmn:messageFlow id='mf' sourceRef='a' targetRef='other'/></bpmn:collaboration>",
    '<bpmn:process id="p" isExecutable="true"><bpmn:laneSet id="ls">',
    '<bpmn:lane id="l1" name="Văn thư">',
    d.extensions(d.zeebe("properties", d.zeebe("property", name="candidate-groups", value="van_thu, tong_hop"))),
    "<bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>a</bpmn:flowNodeRef>"
    "<bpmn:flowNodeRef>b</bpmn:flowNodeRef><bpmn:flowNodeRef>sub</bpmn:flowNodeRef>"
    '<bpmn:childLaneSet id="cls"><bpmn:lane id="l3"><bpmn:flowNodeRef>c</bpmn:flowNodeRef></bpmn:lane>'
    "</bpmn:childLaneSet>"
    "</bpmn:lane>",
    '<bpmn:lane id="l2" name="Lãnh đạo"><bpmn:flowNodeRef>e</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
    d.start(),
    d.parallel("g"),
    d.user_task("a"),
    d.user_task("b", d.zeebe("assignmentDefinition", assignee="an")),
    d.user_task("c"),
    d.user_task("e"),
    d.sub_process("sub", d.start("s"), d.user_task("u"), d.path("s", "u")),
    d.path("start", "g", "a"),
    d.path("g", "b"),
    d.path("g", "c"),
    d.path("g", "e"),
    d.path("g", "sub"),
    "</bpmn:process>",
)


def test_lanes_give_candidate_groups_to_tasks_without_an_assignment() -> None:
    desk = Desk(LANES)
    groups = {task.element_id: task.candidate_groups for task in desk.tasks.values()}
    both = ("van_thu", "tong_hop")
    assert groups == {"a": both, "b": (), "c": both, "e": (), "u": both}


def test_elements_know_their_lane_and_sub_process() -> None:
    (model,) = models(LANES)
    elements = model.definition.elements
    assert [elements[key].lane for key in ("a", "c", "e", "g", "u")] == ["Văn thư", "l3", "Lãnh đạo", None, "Văn thư"]
    assert [elements[key].parent_id for key in ("a", "u")] == [None, "sub"]


PICTURES = (
    '<bpmn:dataObject id="do"/><bpmn:dataObjectReference id="dor" name="Hồ sơ" dataObjectRef="do"/>'
    '<bpmn:dataStoreReference id="dsr" name="Kho"/>'
    '<bpmn:textAnnotation id="ta"><bpmn:text>Ghi chú</bpmn:text></bpmn:textAnnotation>'
    '<bpmn:association id="as" sourceRef="a" targetRef="ta"/><bpmn:group id="gr" categoryValueRef="cv"/>'
)


def test_pictures_and_notes_do_no_harm() -> None:
    task = d.element(
        "userTask",
        "a",
        "<bpmn:documentation>Xem kỹ</bpmn:documentation>"
        '<bpmn:incoming>start-a</bpmn:incoming><bpmn:property id="pr" name="__targetRef_placeholder"/>'
        '<bpmn:dataInputAssociation id="dia"><bpmn:sourceRef>dor</bpmn:sourceRef><bpmn:targetRef>pr</bpmn:targetRef>'
        '</bpmn:dataInputAssociation><bpmn:dataOutputAssociation id="doa"><bpmn:targetRef>dsr</bpmn:targetRef>'
        "</bpmn:dataOutputAssociation>",
    )
    around = (
        '<bpmn:category id="ca"><bpmn:categoryValue id="cv" value="Nhóm"/></bpmn:category>'
        '<bpmn:error id="er" name="lỗi" errorCode="1"/><bpmn:signal id="si" name="x"/>'
        '<bpmn:escalation id="esc" name="x" escalationCode="1"/><bpmn:message id="unused" name="x"/>'
        '<bpmndi:BPMNDiagram id="dia1"><bpmndi:BPMNPlane id="pl" bpmnElement="case_p"><bpmndi:BPMNShape id="sh"'
        ' bpmnElement="a"><dc:Bounds xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" x="không phải số"/>'
        "</bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
    desk = Desk(d.process(PICTURES, d.start(), task, d.end(), d.path("start", "a", "end"), around=around))
    desk.complete("a")
    assert desk.outcome == "completed"


def test_a_task_may_remember_its_template() -> None:
    task = d.element("userTask", "a", **{"zeebe:modelerTemplate": "x", "zeebe:modelerTemplateVersion": "1"})
    assert models(d.process(d.start(), task, d.path("start", "a")))
