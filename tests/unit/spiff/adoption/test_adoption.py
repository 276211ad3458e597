"""Models of Camunda 7 and its relatives run as they would there; what has no meaning here is told."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from engine.errors import DefinitionError
from engine.model.ad_hoc import Activation, AdHocResult
from engine.model.events import SubscriptionOpened, TimerScheduled
from tests.unit.spiff.adoption.foreign import OPERATON, flow, model, notes, one_step, read
from tests.unit.spiff.desk import INSTANCE, Desk
from tests.unit.spiff.test_call_activity import Shelf

PARAMETER = (
    '<extensionElements><x:inputOutput><x:inputParameter name="a">${b.c()}</x:inputParameter></x:inputOutput>'
    "</extensionElements>"
)
OWNER_WITH_SPACES = (
    "<potentialOwner><resourceAssignmentExpression><formalExpression>"
    f"a{' ' * 200_000}(</formalExpression></resourceAssignmentExpression></potentialOwner>"
)
FULL_TASK = (
    '<userTask id="s" x:assignee="an" x:candidateUsers="an" x:candidateGroups="b" x:dueDate="2026-02-01T10:00:00Z"'
    ' x:followUpDate="2026-02-01T10:00:00Z" x:priority="5" x:formKey="duyet"/>'
)
FULL_JOB = (
    '<serviceTask id="s" x:type="external" x:topic="gui"><extensionElements><x:field name="a" stringValue="b"/>'
    '<x:inputOutput><x:inputParameter name="c">d</x:inputParameter></x:inputOutput><x:properties>'
    '<x:property name="e" value="f"/></x:properties></extensionElements></serviceTask>'
)
FULL_CALL = (
    '<callActivity id="s" calledElement="con" x:calledElementBinding="latest"><extensionElements>'
    '<x:in variables="all"/><x:out source="a" target="b"/></extensionElements></callActivity>'
)
DIALECTS = (OPERATON, "http://camunda.org/schema/1.0/bpmn", "http://activiti.org/bpmn")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_user_task_keeps_its_people_and_dates(dialect: str) -> None:
    step = (
        '<userTask id="s" name="Duyệt" x:assignee="${nguoi}" x:candidateUsers="an, binh" x:candidateGroups="phong"'
        ' x:dueDate="2026-02-01T10:00:00Z" x:priority="70" x:formKey="camunda-forms:deployment:duyet.form"/>'
    )
    desk = Desk(one_step(step, dialect=dialect), {"nguoi": "khue"})
    (task,) = desk.tasks.values()
    assert (task.assignee, task.candidate_users, task.candidate_groups) == ("khue", ("an", "binh"), ("phong",))
    assert (task.priority, task.form_id, task.due_at) == (70, "duyet", datetime(2026, 2, 1, 10, tzinfo=UTC))


def test_performers_of_bpmn_itself_are_read() -> None:
    step = (
        '<userTask id="s"><potentialOwner><resourceAssignmentExpression><formalExpression>user(an), group(phong), ban'
        "</formalExpression></resourceAssignmentExpression></potentialOwner></userTask>"
    )
    (task,) = Desk(one_step(step)).tasks.values()
    assert (task.candidate_users, task.candidate_groups) == (("an",), ("phong", "ban"))


def test_a_topic_becomes_the_type_of_the_job() -> None:
    fields = '<extensionElements><x:field name="mau" stringValue="bia"/><x:failedJobRetryTimeCycle>R5/PT1M'
    step = f'<serviceTask id="s" x:type="external" x:topic="dong_dau">{fields}</x:failedJobRetryTimeCycle>'
    desk = Desk(one_step(step + "</extensionElements></serviceTask>"))
    (job,) = desk.jobs.values()
    assert (job.job_type, job.retries, job.headers) == ("dong_dau", 5, {"mau": "bia"})
    desk.complete("s")
    assert desk.outcome == "completed"


@pytest.mark.parametrize(
    ("step", "job_type"),
    [
        ('<serviceTask id="s" x:class="org.example.Gui"/>', "org.example.Gui"),
        ('<serviceTask id="s" x:delegateExpression="${guiThu}"/>', "guiThu"),
        ('<serviceTask id="s" x:expression="${bean.call(execution)}"/>', "bean"),
        ('<sendTask id="s" x:type="mail"/>', "mail"),
        ('<serviceTask id="s"/>', "s"),
        ('<scriptTask id="s" scriptFormat="groovy"><script>System.exit(1)</script></scriptTask>', "s"),
        ('<businessRuleTask id="s" x:class="org.example.Luat"/>', "org.example.Luat"),
    ],
)
def test_code_of_the_other_engine_becomes_a_job_and_is_never_run(step: str, job_type: str) -> None:
    xml = one_step(step)
    (job,) = Desk(xml).jobs.values()
    assert job.job_type == job_type
    assert notes(xml)["becomes_job"].severity == "warning"
    assert notes(xml)["becomes_job"].element_id == "s"


def test_a_script_in_feel_is_ours() -> None:
    step = '<scriptTask id="s" scriptFormat="feel" x:resultVariable="tong"><script>1 + 2</script></scriptTask>'
    assert Desk(one_step(step)).variables == {"tong": 3}


def test_a_condition_is_translated_and_flows_need_no_ids() -> None:
    condition = '<conditionExpression xsi:type="tFormalExpression">${{muc {} 5}}</conditionExpression>'
    xml = model(
        '<startEvent id="a"/><exclusiveGateway id="g"/><userTask id="it"/><userTask id="nhieu"/><endEvent id="z"/>',
        flow("a", "g"),
        flow("g", "it", condition.format("&lt;=")),
        flow("g", "nhieu", condition.format("&gt;")),
        flow("it", "z") + flow("nhieu", "z"),
    )
    for value, expected in ((3, "it"), (9, "nhieu")):
        (task,) = Desk(xml, {"muc": value}).tasks.values()
        assert task.element_id == expected


def test_a_flow_without_a_condition_out_of_an_inclusive_gateway_is_always_taken() -> None:
    never = '<conditionExpression xsi:type="tFormalExpression">${1 == 2}</conditionExpression>'
    xml = model(
        '<startEvent id="a"/><inclusiveGateway id="g"/><userTask id="luon"/><userTask id="khong"/>',
        flow("a", "g") + flow("g", "luon") + flow("g", "khong", never),
    )
    assert [task.element_id for task in Desk(xml).tasks.values()] == ["luon"]
    assert "always_taken" in notes(xml)


@pytest.mark.parametrize(
    "loop",
    [
        '<multiInstanceLoopCharacteristics x:collection="ds" x:elementVariable="nguoi">',
        '<multiInstanceLoopCharacteristics><loopDataInputRef>ds</loopDataInputRef><inputDataItem name="nguoi"/>',
    ],
)
def test_a_repeated_task_takes_its_collection(loop: str) -> None:
    loop += "<completionCondition>${nrOfCompletedInstances == 2}</completionCondition>"
    loop += "</multiInstanceLoopCharacteristics>"
    desk = Desk(one_step(f'<userTask id="s" x:assignee="${{nguoi}}">{loop}</userTask>'), {"ds": ["a", "b", "c"]})
    assert [task.assignee for task in desk.tasks.values()] == ["a", "b", "c"]


def test_a_repeated_task_takes_how_many_times() -> None:
    times = "<loopCardinality>${n}</loopCardinality>"
    loop = f"<multiInstanceLoopCharacteristics>{times}</multiInstanceLoopCharacteristics>"
    assert len(Desk(one_step(f'<userTask id="s">{loop}</userTask>'), {"n": 3}).tasks) == 3


def test_a_called_process_gets_and_gives_what_is_listed() -> None:
    passed = (
        '<extensionElements><x:in source="muc" target="cap"/><x:in sourceExpression="${1 + 1}" target="hai"/>'
        '<x:out variables="all"/></extensionElements>'
    )
    step = f'<callActivity id="s" calledElement="con" x:calledElementBinding="deployment">{passed}</callActivity>'
    xml = one_step(step)
    assert read(xml).definition.binds_processes
    desk = Desk(xml, {"muc": 3, "khac": 1}, calls=Shelf(con=77))
    (called,) = desk.calls.values()
    assert called.variables == {"cap": 3, "hai": 2}


def test_a_called_case_model_is_told_of() -> None:
    assert "ho_so_cu" in notes(one_step('<callActivity id="s" x:caseRef="ho_so_cu"/>'))["case_becomes_process"].text.vi


def test_a_message_finds_the_case_by_its_code_whatever_prefix_its_name_has() -> None:
    xml = model(
        '<startEvent id="a"/><intermediateCatchEvent id="s"><messageEventDefinition messageRef="t:m"/>'
        '</intermediateCatchEvent><receiveTask id="r"/><endEvent id="z"/>',
        flow("a", "s") + flow("s", "r") + flow("r", "z"),
        root='<message id="m" name="da_tra_loi"/>',
    )
    desk = Desk(xml, {"ma_ho_so": "HS-1"})
    assert waiting(desk) == [("da_tra_loi", "HS-1")]
    desk.fire("s")
    assert waiting(desk) == [("r", "HS-1")]


def waiting(desk: Desk) -> list[tuple[str, str]]:
    """Give name and key of each message that the case waits for."""
    return [
        (one.message_name, one.correlation_key) for one in desk.waits.values() if isinstance(one, SubscriptionOpened)
    ]


def test_events_that_lead_nowhere_end_their_path() -> None:
    xml = model(
        '<startEvent id="a"/><userTask id="s"/><boundaryEvent id="b" attachedToRef="s"><timerEventDefinition>'
        "<timeCycle>R3/PT1H</timeCycle></timerEventDefinition></boundaryEvent>",
        flow("a", "s"),
    )
    desk = Desk(xml)
    desk.fire("b")
    assert desk.outcome == "completed"


def test_a_cycle_of_what_interrupts_fires_at_its_first_time() -> None:
    cycle = "<timerEventDefinition><timeCycle>0 0 12 * * ?</timeCycle></timerEventDefinition>"
    xml = model(
        f'<startEvent id="a"/><userTask id="s"/><boundaryEvent id="b" attachedToRef="s">{cycle}</boundaryEvent>',
        f'<intermediateCatchEvent id="c">{cycle}</intermediateCatchEvent>',
        flow("a", "s") + flow("b", "c"),
    )
    desk = Desk(xml)
    for event in ("b", "c"):
        wait = desk.wait_of(event)
        assert isinstance(wait, TimerScheduled)
        assert wait.due_at == datetime(2026, 1, 5, 5, 0, tzinfo=UTC)  # noon in Hanoi
        desk.fire(event)
    assert (desk.waits, desk.outcome) == ({}, "completed")


def test_ids_that_the_engine_keeps_for_itself_are_changed_and_followed() -> None:
    xml = model('<startEvent id="Start"/><userTask id="s"/><endEvent id="End"/>', flow("Start", "s") + flow("s", "End"))
    desk = Desk(xml)
    desk.complete("s")
    assert desk.outcome == "completed"


def test_what_no_path_leads_to_is_left_out_and_told() -> None:
    xml = one_step('<userTask id="s"/><userTask id="roi"/>')
    assert "roi" not in read(xml).definition.elements
    assert notes(xml)["never_reached"].text.en.startswith("No path leads to “roi”")


def test_settings_without_a_meaning_here_are_told_and_ignored() -> None:
    xml = one_step(
        '<userTask id="s" x:asyncBefore="true"><extensionElements><x:taskListener event="create"/>'
        "</extensionElements></userTask>"
    )
    told = [note.text.en for note in read(xml).notes]
    assert told == [
        "“asyncBefore” of “userTask” has no meaning here and is ignored.",
        "“taskListener” of “userTask” has no meaning here and is ignored.",
    ]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (FULL_TASK, []),
        ('<serviceTask id="s" x:type="external" x:topic="gui"/>', []),
        (FULL_JOB, []),
        (FULL_CALL, []),
        ('<businessRuleTask id="s" x:decisionRef="muc" x:mapDecisionResult="singleEntry"/>', []),
        ('<businessRuleTask id="s" x:decisionRef="muc" x:mapDecisionResult="resultList"/>', ["decision_value"]),
        ('<businessRuleTask id="s" x:decisionRef="muc" x:resultVariable="kq"/>', ["decision_value"]),
        (
            '<businessRuleTask id="s" x:decisionRef="muc" x:mapDecisionResult="singleEntry" x:decisionRefKind="bang"/>',
            ["ignored"],
        ),
        (
            '<userTask id="s"><multiInstanceLoopCharacteristics x:collection="ds" x:elementVariable="d"/></userTask>',
            [],
        ),
    ],
)
def test_what_was_read_is_not_told_as_ignored(step: str, told: list[str]) -> None:
    assert [note.code for note in read(one_step(step)).notes] == told


def test_a_decision_is_called_and_its_value_kept() -> None:
    step = '<businessRuleTask id="s" x:decisionRef="muc" x:resultVariable="kq" x:mapDecisionResult="singleEntry"/>'
    (decision,) = read(one_step(step)).definition.decisions
    assert decision.decision_id == "muc"


def test_what_was_filled_in_stays_beside_output_parameters() -> None:
    step = (
        '<userTask id="s"><extensionElements><x:inputOutput><x:outputParameter name="ket_luan">${y_kien}'
        "</x:outputParameter></x:inputOutput></extensionElements></userTask>"
    )
    desk = Desk(one_step(step))
    desk.complete("s", y_kien="tốt", dong_y=True)
    assert desk.variables == {"y_kien": "tốt", "dong_y": True, "ket_luan": "tốt"}


def test_an_item_s_number_begins_with_nought() -> None:
    loop = '<multiInstanceLoopCharacteristics x:collection="ds"/>'
    desk = Desk(one_step(f'<userTask id="s" x:assignee="n${{loopCounter}}">{loop}</userTask>'), {"ds": ["a", "b"]})
    assert [task.assignee for task in desk.tasks.values()] == ["n0", "n1"]


def test_what_each_time_gives_is_collected() -> None:
    loop = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>ds</loopDataInputRef><loopDataOutputRef>kqs"
        '</loopDataOutputRef><inputDataItem name="d"/><outputDataItem name="kq"/></multiInstanceLoopCharacteristics>'
    )
    desk = Desk(one_step(f'<userTask id="s">{loop}</userTask>'), {"ds": ["a", "b"]})
    desk.complete("s", kq=1)
    desk.complete("s", kq=2)
    assert desk.variables["kqs"] == [1, 2]


def test_results_without_an_item_s_name_are_told_as_not_collected() -> None:
    loop = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>ds</loopDataInputRef><loopDataOutputRef>kqs"
        "</loopDataOutputRef></multiInstanceLoopCharacteristics>"
    )
    assert "loopDataOutputRef" in notes(one_step(f'<userTask id="s">{loop}</userTask>'))["ignored"].text.en


def test_a_condition_is_asked_after_changes_of_its_variable_only() -> None:
    condition = (
        '<conditionalEventDefinition x:variableName="a" x:variableEvents="create, update, delete">'
        '<condition xsi:type="tFormalExpression">${a > 2 || b > 2}</condition></conditionalEventDefinition>'
    )
    xml = model(
        '<startEvent id="s0"/><userTask id="s"/><userTask id="h"/>',
        f'<boundaryEvent id="b0" attachedToRef="s" cancelActivity="false">{condition}</boundaryEvent>',
        flow("s0", "s") + flow("b0", "h"),
    )
    desk = Desk(xml, {"a": 0, "b": 0})
    desk.set_variables(INSTANCE, b=9)
    assert desk.open == ["s"]
    desk.set_variables(INSTANCE, a=1)
    assert desk.open == ["h", "s"]
    assert [note.text.en for note in read(xml).notes] == [
        "“variableEvents delete” of “conditionalEventDefinition” has no meaning here and is ignored."
    ]


@pytest.mark.parametrize(
    "step",
    [
        '<userTask id="s" x:assignee="${bean.find()}"/>',
        '<serviceTask id="s" x:type="external" x:topic="${bean.topic()}"/>',
        '<callActivity id="s" calledElement="${bean.id()}"/>',
        f'<userTask id="s">{PARAMETER}</userTask>',
    ],
)
def test_what_cannot_be_translated_is_refused_with_its_place(step: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read(one_step(step))
    assert ("expression_not_translated", "s") in {(one.code, one.element_id) for one in refused.value.findings}


def native(step: str) -> bytes:
    """Give a process of one step in a file that speaks Camunda 8's words."""
    zeebe = b'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:x='
    return one_step(step).replace(b"xmlns:x=", zeebe).replace(b"<sequenceFlow s", b'<sequenceFlow id="f" s', 1)


def test_a_file_in_camunda_8_words_keeps_the_strict_rules() -> None:
    with pytest.raises(DefinitionError) as refused:
        read(native('<serviceTask id="s" x:class="a"/>'))
    assert {finding.code for finding in refused.value.findings} == {"missing_id", "missing_setting"}


def mixed(step: str) -> bytes:
    """Give the same with ids for all flows."""
    return native(step).replace(b"<sequenceFlow s", b'<sequenceFlow id="g" s')


def test_attributes_of_camunda_7_are_read_where_camunda_8_says_nothing() -> None:
    step = (
        '<userTask id="s" x:assignee="an" x:candidateGroups="phong" x:dueDate="2026-02-01T10:00:00Z" x:formKey="duyet"'
        ' x:asyncBefore="true"><extensionElements><zeebe:userTask/></extensionElements></userTask>'
    )
    desk = Desk(mixed(step))
    (task,) = desk.tasks.values()
    assert (task.assignee, task.candidate_groups, task.form_id) == ("an", ("phong",), "duyet")
    assert task.due_at == datetime(2026, 2, 1, 10, tzinfo=UTC)
    assert [note.text.en for note in read(desk.xml).notes] == [
        "“asyncBefore” of “userTask” has no meaning here and is ignored."
    ]
    (job,) = Desk(mixed('<serviceTask id="s" x:type="external" x:topic="gui"/>')).jobs.values()
    assert job.job_type == "gui"


def test_camunda_8_s_own_words_go_first() -> None:
    step = (
        '<userTask id="s" x:assignee="an"><extensionElements><zeebe:userTask/><zeebe:assignmentDefinition '
        'assignee="binh"/></extensionElements></userTask>'
    )
    desk = Desk(mixed(step))
    assert [task.assignee for task in desk.tasks.values()] == ["binh"]
    assert [note.text.en for note in read(desk.xml).notes] == [
        "“assignee” of “userTask” has no meaning here and is ignored."
    ]


def test_a_drawing_without_an_executable_process_is_taken_as_drawn() -> None:
    xml = one_step('<userTask id="s"/>').replace(b' isExecutable="true"', b"")
    assert [task.element_id for task in Desk(xml).tasks.values()] == ["s"]
    assert "taken_as_executable" in notes(xml)


@pytest.mark.parametrize(
    "step",
    [
        '<serviceTask id="s" x:class="${' + "a" * 200_000 + '"/>',
        '<serviceTask id="s" x:expression="${' + "a " * 200_000 + '"/>',
        f'<userTask id="s">{OWNER_WITH_SPACES}</userTask>',
    ],
)
def test_hostile_texts_are_read_in_time_that_grows_with_their_length(step: str) -> None:
    with suppress(DefinitionError):
        read(one_step(step))


def test_a_file_with_too_many_elements_is_refused_before_anything_is_rewritten() -> None:
    xml = model(*(f'<inclusiveGateway id="g{number}"/>' for number in range(12_000)))
    with pytest.raises(DefinitionError) as refused:
        read(xml)
    assert [finding.code for finding in refused.value.findings] == ["model_too_many_elements"]


def test_the_activities_of_an_ad_hoc_sub_process_wait_for_somebody_to_begin_them() -> None:
    step = (
        '<adHocSubProcess id="s"><userTask id="u"/><intermediateCatchEvent id="c"><timerEventDefinition><timeDuration>'
        "PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        "<completionCondition>${xong}</completionCondition></adHocSubProcess>"
    )
    assert notes(one_step(step))["ad_hoc_begins_nothing"].element_id == "s"
    desk = Desk(one_step(step), {"xong": True})
    assert desk.open == []
    desk.activate_key(next(iter(desk.active)), AdHocResult(activations=(Activation(element_id="u"),)))
    desk.complete("u")
    assert desk.outcome == "completed"
