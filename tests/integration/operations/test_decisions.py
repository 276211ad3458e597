"""Decisions from the deployment to the case: versions, bindings, traces, incidents, and who may see them."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.errors import DefinitionError, NotFound
from engine.model.actor import SYSTEM, Actor
from engine.model.records import CaseRecord, DeploymentRecord, InstanceRecord, Resource
from engine.operations import (
    Engine,
    TaskFilter,
    check_resources,
    complete_task,
    create_instance,
    decision_model,
    decision_xml,
    deploy_resources,
    get_case,
    get_decision,
    get_made_decision,
    resolve_incident,
    search_decisions,
    search_made_decisions,
    search_tasks,
    task_variables,
)
from engine.operations.upkeep.verify_audit import verify_audit
from tests.decisions import CALL, DECISION, MUC, by_copies, calls, dmn, table

Make = Callable[[str], Actor]
LIEN, OANH, TUONG = "vu.bich.lien", "le.kim.oanh", "bui.xuan.tuong"


def put(engine: Engine, *resources: Resource) -> DeploymentRecord:
    with engine.unit_of_work() as uow:
        return deploy_resources(uow, SYSTEM, resources=resources)


def start(engine: Engine, actor: Actor, **variables: object) -> InstanceRecord:
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id="thu", variables=variables)  # type: ignore[arg-type]


def look(engine: Engine, actor: Actor, case: InstanceRecord) -> CaseRecord:
    with engine.unit_of_work() as uow:
        return get_case(uow, actor, instance_key=case.key)


def go_on(engine: Engine, actor: Actor) -> None:
    """Complete the first task on the desk."""
    with engine.unit_of_work() as uow:
        task = search_tasks(uow, actor, filter=TaskFilter(tab="mine")).items[0]
        complete_task(uow, actor, task_key=task.key, variables={})


def test_a_file_holds_a_version_of_each_of_its_decisions(engine: Engine) -> None:
    both = dmn(by_copies(tag="nam-2026"), table("phu", ["x"], [(["1"], "2")], needs=["muc"]))
    first = put(engine, Resource(name="muc.dmn", content=both))
    [file] = first.requirements
    assert (file.requirements_id, file.name, file.version) == ("tep", "Tệp thử", 1)
    assert [(one.decision_id, one.version, one.version_tag) for one in first.decisions] == [
        ("muc", 1, "nam-2026"),
        ("phu", 1, None),
    ]
    assert all(one.requirements_key == file.key and one.latest for one in first.decisions)
    again = put(engine, Resource(name="muc.dmn", content=both))
    assert (again.requirements, again.decisions) == (first.requirements, first.decisions)
    changed = put(engine, Resource(name="muc.dmn", content=both.replace(b"cao", b"rat cao")))
    assert [one.version for one in changed.decisions] == [2, 2]
    with engine.unit_of_work() as uow:
        assert [one.version for one in search_decisions(uow, SYSTEM, decision_id="muc").items] == [2, 1]
        [latest] = search_decisions(uow, SYSTEM, decision_id="muc", latest_only=True).items
        assert latest.version == 2
        assert decision_xml(uow, SYSTEM, decision_key=first.decisions[0].key).encode() == both
        with pytest.raises(NotFound):
            get_decision(uow, SYSTEM, decision_key=1)


def test_a_file_that_is_wrong_deploys_nothing(engine: Engine) -> None:
    wrong = dmn(table("muc", ["so_ban >"], [(["1"], "2")]))
    with engine.unit_of_work() as uow:
        findings = check_resources(uow, SYSTEM, resources=[Resource(name="a.dmn", content=wrong), CALL])
    assert [(finding.code, finding.resource) for finding in findings] == [("feel_invalid", "a.dmn")]
    assert findings[0].line
    assert findings[0].element_id
    with pytest.raises(DefinitionError):
        put(engine, Resource(name="a.dmn", content=wrong), CALL)
    with engine.unit_of_work() as uow:
        assert search_decisions(uow, SYSTEM).total == 0


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        ({"a.dmn": dmn(by_copies()), "b.dmn": dmn(by_copies(), file_id="khac", namespace="urn:b")}, "repeated_id"),
        ({"a.dmn": dmn()}, "decision_count"),
        ({"a.dmn": dmn(by_copies(), file_id="")}, "missing_id"),
        ({"a.dmn": dmn(table("x" * 301, ["a"], [(["1"], "1")]))}, "decision_id_unusable"),
        ({"a.dmn": b"<a/>"}, "not_dmn"),
    ],
)
def test_what_cannot_be_kept_is_refused(engine: Engine, contents: dict[str, bytes], code: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        put(engine, *(Resource(name=name, content=content) for name, content in contents.items()))
    assert code in {finding.code for finding in refused.value.findings}


def test_files_that_import_one_another_are_kept_together(engine: Engine, actor: Make) -> None:
    base = dmn(by_copies(), file_id="goc", namespace="urn:goc")
    text = (
        '<import name="goc" namespace="urn:goc" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
        '<decision id="tren" name="tren"><variable name="tren"/><informationRequirement id="r">'
        '<requiredDecision href="urn:goc#muc"/></informationRequirement>'
        "<literalExpression><text>goc.muc</text></literalExpression></decision>"
    )
    top = dmn(text, file_id="tren", namespace="urn:tren")
    process = Resource(name="thu.bpmn", content=calls("tren"))
    put(engine, Resource(name="tren.dmn", content=top), Resource(name="goc.dmn", content=base), process)
    engine.definitions = type(engine.definitions)(engine.settings.limits)  # as after a new start
    case = start(engine, actor(LIEN), so_ban=11)
    assert look(engine, actor(LIEN), case).variables["muc"] == "cao"


def test_a_case_decides_and_keeps_how(engine: Engine, actor: Make) -> None:
    put(engine, CALL, DECISION)
    case = start(engine, actor(LIEN), so_ban=11)
    seen = look(engine, actor(LIEN), case)
    assert seen.variables["muc"] == "cao"
    [made] = seen.decisions
    assert (made.decision_id, made.name, made.version, made.element_id) == ("muc", "Bảng muc", 1, "quyet_dinh")
    trace: Any = made.trace
    [decision] = trace["decisions"]
    assert decision["tables"][0]["inputs"] == [{"label": "Cột 1", "value": 11}]
    [rule] = decision["tables"][0]["matched"]
    assert (rule["ruleId"], rule["number"]) == ("muc_r2", 2)
    assert rule["annotations"] == [{"name": "Ghi chú", "text": "vì thế 2"}]
    entry = next(entry for entry in seen.timeline if entry.action == "DecisionMade")
    assert "Bảng muc" in entry.sentence.vi
    assert "Bảng muc" in entry.sentence.en
    with engine.unit_of_work() as uow:
        assert verify_audit(uow, instance_key=case.key).problems == ()
        assert decision_model(uow, actor(LIEN), decision_key=made.decision_key).own_decisions()[0].id == "muc"


def test_the_audit_chain_holds_rules_and_no_data(engine: Engine, actor: Make) -> None:
    put(engine, CALL, DECISION)
    start(engine, actor(LIEN), so_ban=987_654)
    with engine.unit_of_work() as uow:
        rows = uow.connection.exec_driver_sql(
            "SELECT p.payload::text FROM audit_payload p JOIN audit_event e USING (instance_key, sequence)"
            " WHERE e.action = 'DecisionMade'"
        ).scalars()
        [payload] = rows
    assert "987654" not in payload
    assert '"muc": [2]' in payload


def test_latest_means_the_newest_when_the_case_arrives(engine: Engine, actor: Make) -> None:
    put(engine, Resource(name="thu.bpmn", content=calls(before=True)), DECISION)
    case = start(engine, actor(LIEN), so_ban=11)
    put(engine, Resource(name="muc.dmn", content=dmn(by_copies(high='"rất cao"'))))
    go_on(engine, actor(LIEN))
    seen = look(engine, actor(LIEN), case)
    assert (seen.variables["muc"], seen.decisions[0].version) == ("rất cao", 2)


def test_deployment_means_the_one_deployed_together(engine: Engine, actor: Make) -> None:
    process = Resource(name="thu.bpmn", content=calls(binding="deployment", before=True))
    first = put(engine, process, DECISION)
    case = start(engine, actor(LIEN), so_ban=11)
    newer = Resource(name="muc.dmn", content=dmn(by_copies(high='"rất cao"')))
    second = put(engine, process, newer)
    assert second.definitions[0].version == first.definitions[0].version + 1, "its decisions changed"
    assert put(engine, process, newer).definitions == second.definitions
    later = start(engine, actor(LIEN), so_ban=11)
    go_on(engine, actor(LIEN))
    go_on(engine, actor(LIEN))
    values = {one.key: look(engine, actor(LIEN), one).variables.get("muc") for one in (case, later)}
    assert values == {case.key: "cao", later.key: "rất cao"}


def test_a_version_tag_means_the_newest_that_carries_it(engine: Engine, actor: Make) -> None:
    put(engine, Resource(name="muc.dmn", content=dmn(by_copies(high='"một"', tag="nam-2026"))))
    put(engine, Resource(name="muc.dmn", content=dmn(by_copies(high='"hai"', tag="nam-2026"))))
    put(engine, Resource(name="muc.dmn", content=dmn(by_copies(high='"ba"', tag="nam-2027"))))
    put(engine, Resource(name="thu.bpmn", content=calls(binding="versionTag", tag="nam-2026")))
    case = start(engine, actor(LIEN), so_ban=11)
    assert look(engine, actor(LIEN), case).variables["muc"] == "hai"


def test_an_unknown_decision_is_a_warning_and_then_an_incident(engine: Engine, actor: Make) -> None:
    deployed = put(engine, CALL)
    [warning] = deployed.warnings
    assert (warning.code, warning.severity, warning.element_id) == ("decision_unknown", "warning", "quyet_dinh")
    assert warning.line
    case = start(engine, actor(LIEN), so_ban=11)
    [incident] = look(engine, actor(LIEN), case).incidents
    assert incident.error_type == "DECISION_EVALUATION_ERROR"
    assert "muc" in incident.message.vi
    assert put(engine, DECISION).warnings == ()
    with engine.unit_of_work() as uow:
        resolve_incident(uow, actor(TUONG), incident_key=incident.key)
    seen = look(engine, actor(LIEN), case)
    assert (seen.variables["muc"], seen.instance.has_incident) == ("cao", False)
    assert len(seen.decisions) == 1


def test_a_decision_missing_from_its_deployment_is_refused(engine: Engine) -> None:
    put(engine, DECISION)
    process = Resource(name="thu.bpmn", content=calls(binding="deployment"))
    with pytest.raises(DefinitionError) as refused:
        put(engine, process)
    assert [finding.code for finding in refused.value.findings] == ["decision_not_in_deployment"]


def test_an_unknown_version_tag_is_a_warning(engine: Engine) -> None:
    deployed = put(engine, DECISION, Resource(name="thu.bpmn", content=calls(binding="versionTag", tag="la")))
    assert [finding.code for finding in deployed.warnings] == ["decision_unknown"]


def test_rules_that_overlap_stop_the_case_until_they_are_mended(engine: Engine, actor: Make) -> None:
    overlapping = dmn(table("muc", ["so_ban"], [(["> 5"], '"a"'), (["> 10"], '"b"')]))
    put(engine, CALL, Resource(name="muc.dmn", content=overlapping))
    case = start(engine, actor(LIEN), so_ban=11)
    [incident] = look(engine, actor(LIEN), case).incidents
    assert incident.error_type == "DECISION_EVALUATION_ERROR"
    assert look(engine, actor(LIEN), case).decisions == ()
    put(engine, DECISION)
    with engine.unit_of_work() as uow:
        resolve_incident(uow, actor(TUONG), incident_key=incident.key)
    assert look(engine, actor(LIEN), case).variables["muc"] == "cao"


def test_a_missing_name_is_told(engine: Engine, actor: Make) -> None:
    put(engine, CALL, DECISION)
    case = start(engine, actor(LIEN))
    [incident] = look(engine, actor(LIEN), case).incidents
    assert "so_ban" in incident.message.vi
    assert "so_ban" in incident.message.en


def test_a_huge_trace_is_cut(engine: Engine, actor: Make) -> None:
    rules = [(["-"], f'"{"x" * 900}"') for _ in range(400)]
    put(engine, CALL, Resource(name="muc.dmn", content=dmn(table("muc", ["so_ban"], rules, policy="RULE ORDER"))))
    case = start(engine, actor(LIEN), so_ban=1)
    [made] = look(engine, actor(LIEN), case).decisions
    assert made.trace["cut"] is True
    with engine.unit_of_work() as uow:
        size = uow.connection.exec_driver_sql("SELECT max(length(trace::text)) FROM decision_instance").scalar_one()
    assert size <= 2 * engine.settings.limits.trace_bytes


def test_a_trace_of_a_restricted_case_is_for_its_people(engine: Engine, actor: Make) -> None:
    put(engine, CALL, DECISION)
    case = start(engine, actor(LIEN), so_ban=11)
    [made] = look(engine, actor(LIEN), case).decisions
    with engine.unit_of_work() as uow:
        assert search_made_decisions(uow, actor(TUONG)).total == 1
        assert get_made_decision(uow, actor(TUONG), key=made.key) == made
        uow.connection.exec_driver_sql("UPDATE process_instance SET restricted = true")
    with engine.unit_of_work() as uow:
        assert search_made_decisions(uow, actor(TUONG)).total == 0
        assert search_made_decisions(uow, actor(TUONG), instance_key=case.key).items == ()
        with pytest.raises(NotFound) as hidden:
            get_made_decision(uow, actor(TUONG), key=made.key)
        with pytest.raises(NotFound) as unknown:
            get_made_decision(uow, actor(TUONG), key=1)
        assert search_made_decisions(uow, actor(LIEN)).total == 1
    assert (hidden.value.stable_code, hidden.value.text) == (unknown.value.stable_code, unknown.value.text)


def test_a_decision_sees_what_its_task_sees(engine: Engine, actor: Make) -> None:
    put(engine, DECISION, Resource(name="thu.bpmn", content=calls(before=True)))
    start(engine, actor(LIEN), so_ban=1, khac={"x": [1, 2]})
    go_on(engine, actor(LIEN))
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, actor(LIEN), filter=TaskFilter(tab="mine")).items
        assert task_variables(uow, actor(LIEN), task_key=task.key)["muc"] == "thấp"
    assert MUC
