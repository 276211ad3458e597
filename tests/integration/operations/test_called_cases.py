"""Call activities through the operations: cases that call cases."""

from collections.abc import Callable

import pytest

from engine.errors import Conflict
from engine.model.actor import SYSTEM, Actor
from engine.model.lifecycle import IncidentState, InstanceState
from engine.model.records import InstanceRecord, JobRecord, Resource
from engine.operations import (
    Engine,
    InstanceFilter,
    ProgressFilter,
    activate_jobs,
    cancel_instance,
    complete_job,
    count_progress,
    create_instance,
    get_case,
    get_instance,
    resolve_incident,
    search_instances,
    throw_job_error,
)
from engine.operations.cases.case import lock_case
from engine.operations.running.deliver_events import deliver_events
from engine.operations.running.follow_calls import tell_ended_calls
from engine.operations.upkeep.verify_audit import verify_audit
from tests.models import ONE_JOB, bpmn, end, flow, service_task, start
from tests.office import deploy

Make = Callable[[str], Actor]
OANH = "le.kim.oanh"


def call(called: str, *, loop: str = "", **of: str) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in of.items())
    setting = f'<zeebe:calledElement processId="{called}"{attributes}/>'
    inside = f"<bpmn:extensionElements>{setting}</bpmn:extensionElements>{loop}"
    return f'<bpmn:callActivity id="goi">{inside}</bpmn:callActivity>'


def calling(activity: str, *, process_id: str = "me", job_after: bool = True) -> Resource:
    last = service_task("sau", "sau") if job_after else end("sau")
    body = start() + activity + last + flow("f1", "dau", "goi") + flow("f2", "goi", "sau")
    return Resource(name=f"{process_id}.bpmn", content=bpmn(body, process_id=process_id))


def called(body: str, process_id: str = "con") -> Resource:
    return Resource(name=f"{process_id}.bpmn", content=bpmn(body, process_id=process_id))


JOB = called(start() + service_task("buoc", "con") + end() + flow("f1", "dau", "buoc") + flow("f2", "buoc", "cuoi"))
INSTANT = called(start() + end() + flow("f1", "dau", "cuoi"))
EACH = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="{}"><bpmn:extensionElements><zeebe:loopCharacteristics '
    'inputCollection="=for i in 1..{} return i" inputElement="so" outputCollection="kq" outputElement="=x"/>'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
)


def begun(
    engine: Engine, actor: Actor, *resources: Resource, process_id: str = "me", **variables: object
) -> InstanceRecord:
    for resource in resources:
        deploy(engine, resource)
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id=process_id, variables=variables)  # type: ignore[arg-type]


def children(engine: Engine, case: InstanceRecord) -> tuple[InstanceRecord, ...]:
    with engine.unit_of_work() as uow:
        return search_instances(uow, SYSTEM, filter=InstanceFilter(parent_key=case.key)).items


def jobs(engine: Engine, job_type: str) -> tuple[JobRecord, ...]:
    with engine.unit_of_work() as uow:
        return activate_jobs(uow, SYSTEM, job_type=job_type, worker="t", max_jobs=10, timeout_s=60)


def finish(engine: Engine, job: JobRecord, **variables: object) -> None:
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key, variables=variables)  # type: ignore[arg-type]


def test_the_called_case_is_a_case_of_its_own_and_its_end_goes_on_in_the_same_transaction(
    engine: Engine, actor: Make
) -> None:
    case = begun(engine, actor(OANH), JOB, calling(call("con")), so=3)
    (child,) = children(engine, case)
    assert (child.parent_key, child.root_key, child.process_id) == (case.key, case.key, "con")
    assert child.business_id == f"{case.business_id}/1"
    (job,) = jobs(engine, "con")
    assert (job.instance_key, job.variables["so"]) == (child.key, 3)
    finish(engine, job, so=4, moi="x")
    (after,) = jobs(engine, "sau")
    assert (after.variables["so"], after.variables["moi"]) == (4, "x")
    assert after.variables["ma_ho_so"] == case.business_id
    with engine.unit_of_work() as uow:
        assert get_instance(uow, actor(OANH), instance_key=child.key).state is InstanceState.COMPLETED
        assert not verify_audit(uow).problems


def test_a_called_case_may_end_at_once(engine: Engine, actor: Make) -> None:
    case = begun(engine, actor(OANH), INSTANT, calling(call("con"), job_after=False))
    with engine.unit_of_work() as uow:
        assert get_instance(uow, actor(OANH), instance_key=case.key).state is InstanceState.COMPLETED


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_many_calls_that_end_at_once(engine: Engine, actor: Make, sequential: str) -> None:
    body = (
        start()
        + "<bpmn:scriptTask id='tinh'><bpmn:extensionElements>"
        + ('<zeebe:script expression="=so * 2" resultVariable="x"/></bpmn:extensionElements></bpmn:scriptTask>')
    )
    script = called(body + end() + flow("f1", "dau", "tinh") + flow("f2", "tinh", "cuoi"))
    case = begun(engine, actor(OANH), script, calling(call("con", loop=EACH.format(sequential, 12))))
    assert len(children(engine, case)) == 12
    with engine.unit_of_work() as uow:
        assert get_case(uow, actor(OANH), instance_key=case.key).variables["kq"] == [2 * n for n in range(1, 13)]


def test_ending_the_caller_ends_all_that_it_called(engine: Engine, actor: Make) -> None:
    case = begun(engine, actor(OANH), JOB, calling(call("con"), process_id="giua"), calling(call("giua")))
    (middle,) = children(engine, case)
    (inner,) = children(engine, middle)
    assert inner.root_key == case.key
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        cancel_instance(uow, SYSTEM, instance_key=inner.key)
    with engine.unit_of_work() as uow:
        cancel_instance(uow, SYSTEM, instance_key=case.key)
    with engine.unit_of_work() as uow:
        for one in (case, middle, inner):
            assert get_instance(uow, SYSTEM, instance_key=one.key).state is InstanceState.TERMINATED
    assert jobs(engine, "con") == ()


def test_a_busy_caller_is_told_a_moment_later(engine: Engine, actor: Make) -> None:
    case = begun(engine, actor(OANH), JOB, calling(call("con")))
    (job,) = jobs(engine, "con")
    with engine.unit_of_work() as uow:
        lock_case(uow, SYSTEM, case.key)
        finish(engine, job)
    assert jobs(engine, "sau") == ()
    assert tell_ended_calls(engine) == (1, ())
    assert len(jobs(engine, "sau")) == 1
    assert tell_ended_calls(engine) == (0, ())


def test_a_missing_process_is_an_incident_and_a_retry_calls_it(engine: Engine, actor: Make) -> None:
    case = begun(engine, actor(OANH), calling(call("con")))
    with engine.unit_of_work() as uow:
        (incident,) = get_case(uow, SYSTEM, instance_key=case.key).incidents
    assert (incident.error_type, incident.state) == ("CALLED_ELEMENT_ERROR", IncidentState.ACTIVE)
    deploy(engine, JOB)
    with engine.unit_of_work() as uow:
        resolve_incident(uow, SYSTEM, incident_key=incident.key)
    assert len(children(engine, case)) == 1


def test_a_process_that_calls_itself_meets_the_bound_on_depth(engine: Engine, actor: Make) -> None:
    case = begun(engine, actor(OANH), calling(call("me")))
    depth, at = 0, case
    while found := children(engine, at):
        (at,) = found
        depth += 1
    assert depth == engine.settings.limits.call_depth
    with engine.unit_of_work() as uow:
        (incident,) = get_case(uow, SYSTEM, instance_key=at.key).incidents
        failing = search_instances(uow, SYSTEM, filter=InstanceFilter(has_incident=True))
        counts = count_progress(uow, SYSTEM, filter=ProgressFilter())
    assert incident.error_type == "CALLED_ELEMENT_ERROR"
    assert failing.total == counts["failed"] == counts["all"] == depth + 1  # who called tells of it


def test_bindings_choose_the_version(engine: Engine, actor: Make) -> None:
    def version(tag: str, job_type: str) -> Resource:
        body = start() + service_task("buoc", job_type) + flow("f1", "dau", "buoc")
        content = bpmn(body, process_id="con").replace(
            b'isExecutable="true">',
            f'isExecutable="true"><bpmn:extensionElements><zeebe:versionTag value="{tag}"/>'
            "</bpmn:extensionElements>".encode(),
        )
        return Resource(name="con.bpmn", content=content)

    def caller(binding: str, **tag: str) -> Resource:
        return calling(call("con", bindingType=binding, **tag), process_id=binding)

    bound = caller("deployment")
    deploy(engine, version("v1", "mot"), bound)
    deploy(engine, caller("latest"), caller("versionTag", versionTag="v1"))
    deploy(engine, version("v2", "hai"))
    for binding in ("latest", "deployment", "versionTag"):
        begun(engine, actor(OANH), process_id=binding)
    assert (len(jobs(engine, "mot")), len(jobs(engine, "hai"))) == (2, 1)
    deploy(engine, version("v3", "ba"), bound)  # the caller's file is the same, what it binds to is not
    begun(engine, actor(OANH), process_id="deployment")
    assert len(jobs(engine, "ba")) == 1


def test_who_takes_part_in_the_caller_reads_the_called_case(engine: Engine, actor: Make) -> None:
    case = begun(engine, actor(OANH), Resource(name="thu.bpmn", content=ONE_JOB), calling(call("thu")))
    (child,) = children(engine, case)
    with engine.unit_of_work() as uow:
        assert get_instance(uow, actor(OANH), instance_key=child.key).started_by == OANH


def test_an_error_goes_out_to_the_caller_that_catches_it(engine: Engine, actor: Make) -> None:
    error = '<bpmn:error id="err" name="Thiếu" errorCode="THIEU"/>'
    throw = '<bpmn:endEvent id="loi"><bpmn:errorEventDefinition errorRef="err"/></bpmn:endEvent>'
    body = start() + service_task("buoc", "con") + throw + flow("f1", "dau", "buoc") + flow("f2", "buoc", "loi")
    failing = Resource(name="con.bpmn", content=bpmn(body, process_id="con", roots=error))
    boundary = (
        '<bpmn:boundaryEvent id="bat" attachedToRef="goi"><bpmn:errorEventDefinition errorRef="err"/>'
        "</bpmn:boundaryEvent>" + service_task("sua", "sua") + flow("f3", "bat", "sua")
    )
    content = calling(call("giua") + boundary).content.replace(b"<bpmn:process", error.encode() + b"<bpmn:process")
    outer = Resource(name="me.bpmn", content=content)
    case = begun(engine, actor(OANH), failing, calling(call("con"), process_id="giua"), outer)
    (job,) = jobs(engine, "con")
    finish(engine, job)
    assert len(jobs(engine, "sua")) == 1
    assert jobs(engine, "sau") == ()
    (middle,) = children(engine, case)
    assert middle.state is InstanceState.TERMINATED
    with engine.unit_of_work() as uow:
        assert get_case(uow, SYSTEM, instance_key=middle.key).timeline[0].action == "CaseFailed"


def test_a_job_of_a_called_case_may_throw_to_the_caller(engine: Engine, actor: Make) -> None:
    boundary = (
        '<bpmn:boundaryEvent id="bat" attachedToRef="goi"><bpmn:errorEventDefinition/></bpmn:boundaryEvent>'
        + service_task("sua", "sua")
        + flow("f3", "bat", "sua")
    )
    begun(engine, actor(OANH), JOB, calling(call("con") + boundary))
    (job,) = jobs(engine, "con")
    with engine.unit_of_work() as uow:
        throw_job_error(uow, SYSTEM, job_key=job.key, error_code="HONG", variables={"ly_do": "hết giấy"})
    (mend,) = jobs(engine, "sua")
    assert mend.variables["ly_do"] == "hết giấy"


ESCALATION = '<bpmn:escalation id="esc" name="Quá hạn" escalationCode="QUA_HAN"/>'


def escalating(event: str, *, last: str) -> Resource:
    """Draw a called process: a job, then an event that throws the escalation, then `last` if it goes on."""
    thrown = f'<bpmn:{event} id="nem"><bpmn:escalationEventDefinition escalationRef="esc"/></bpmn:{event}>'
    body = start() + service_task("buoc", "con") + thrown + flow("f1", "dau", "buoc") + flow("f2", "buoc", "nem")
    if last:
        body += service_task(last, last) + flow("f3", "nem", last)
    return Resource(name="con.bpmn", content=bpmn(body, process_id="con", roots=ESCALATION))


def catching(*, interrupting: bool) -> Resource:
    boundary = (
        f'<bpmn:boundaryEvent id="bat" attachedToRef="goi" cancelActivity="{str(interrupting).lower()}">'
        '<bpmn:escalationEventDefinition escalationRef="esc"/></bpmn:boundaryEvent>'
        + service_task("nhac", "nhac")
        + flow("f4", "bat", "nhac")
    )
    content = calling(call("giua") + boundary).content
    return Resource(name="me.bpmn", content=content.replace(b"<bpmn:process", ESCALATION.encode() + b"<bpmn:process"))


def test_an_escalation_goes_out_through_the_calls_and_all_go_on(engine: Engine, actor: Make) -> None:
    middle = calling(call("con"), process_id="giua")
    case = begun(
        engine,
        actor(OANH),
        escalating("intermediateThrowEvent", last="tiep"),
        middle,
        catching(interrupting=False),
    )
    (job,) = jobs(engine, "con")
    finish(engine, job)
    assert len(jobs(engine, "nhac")) == 1
    assert len(jobs(engine, "tiep")) == 1
    assert jobs(engine, "sau") == ()
    with engine.unit_of_work() as uow:
        assert "EscalationReceived" in [e.action for e in get_case(uow, SYSTEM, instance_key=case.key).timeline]


def test_an_escalation_that_interrupts_the_call_ends_the_called_case(engine: Engine, actor: Make) -> None:
    called_case = escalating("intermediateThrowEvent", last="tiep")
    case = begun(engine, actor(OANH), called_case, calling(call("con"), process_id="giua"), catching(interrupting=True))
    (job,) = jobs(engine, "con")
    finish(engine, job)
    assert len(jobs(engine, "nhac")) == 1
    assert jobs(engine, "tiep") == ()
    (middle,) = children(engine, case)
    assert middle.state is InstanceState.TERMINATED


def test_a_busy_caller_takes_the_escalation_before_the_end_of_the_call(engine: Engine, actor: Make) -> None:
    direct = catching(interrupting=False).content.replace(b'processId="giua"', b'processId="con"')
    case = begun(engine, actor(OANH), escalating("endEvent", last=""), Resource(name="me.bpmn", content=direct))
    (job,) = jobs(engine, "con")
    with engine.unit_of_work() as uow:
        lock_case(uow, SYSTEM, case.key)
        finish(engine, job)
    assert jobs(engine, "nhac") == ()
    assert tell_ended_calls(engine) == (1, ())
    assert len(jobs(engine, "nhac")) == 1
    assert len(jobs(engine, "sau")) == 1
    assert deliver_events(engine) == (0, ())


def test_a_busy_caller_takes_the_escalation_of_a_case_that_goes_on_a_moment_later(engine: Engine, actor: Make) -> None:
    direct = catching(interrupting=False).content.replace(b'processId="giua"', b'processId="con"')
    called_case = escalating("intermediateThrowEvent", last="tiep")
    case = begun(engine, actor(OANH), called_case, Resource(name="me.bpmn", content=direct))
    (job,) = jobs(engine, "con")
    with engine.unit_of_work() as uow:
        lock_case(uow, SYSTEM, case.key)
        finish(engine, job)
    assert tell_ended_calls(engine) == (0, ())
    assert deliver_events(engine) == (1, ())
    assert len(jobs(engine, "nhac")) == 1
    assert deliver_events(engine) == (0, ())
