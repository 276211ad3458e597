"""The variables that a worker gets with a job are those of its whole scope chain; the nearest wins."""

from typing import Any

from engine.model.actor import SYSTEM
from engine.model.records import JobRecord, Resource
from engine.operations import Engine, activate_jobs, complete_job, create_instance
from tests.conformance.scenario.notation import bpmn
from tests.office import deploy

WORK = {"serviceTask": "w", "job": "work"}


def jobs(
    engine: Engine, process: list[Any], variables: dict[str, Any], *names: str, job_type: str = "work"
) -> list[JobRecord]:
    """Begin a case and give the jobs that a worker gets then."""
    deploy(engine, Resource(name="thu.bpmn", content=bpmn(process, process_id="thu")))
    with engine.unit_of_work() as uow:
        create_instance(uow, SYSTEM, process_id="thu", variables=variables)
    return list(activated(engine, *names, job_type=job_type))


def activated(engine: Engine, *names: str, job_type: str = "work") -> tuple[JobRecord, ...]:
    with engine.unit_of_work() as uow:
        return activate_jobs(
            uow, SYSTEM, job_type=job_type, worker="t", max_jobs=10, timeout_s=60, fetch_variables=names or None
        )


def test_a_job_in_sub_processes_sees_all_parents(engine: Engine) -> None:
    work = {**WORK, "input": {"z": "=3"}}
    inner = {"subProcess": "in", "input": {"level": "=level + 1", "y": "=2"}, "inside": ["start_i -> w", work]}
    outer = {"subProcess": "out", "input": {"level": "=level + 1", "x": "=1"}, "inside": ["start_o -> in", inner]}
    (job,) = jobs(engine, [outer, "start -> out -> end"], {"level": 0, "top": True})
    assert {"level": 2, "top": True, "x": 1, "y": 2, "z": 3}.items() <= job.variables.items()
    assert "ma_ho_so" in job.variables  # what the host gives each case


def test_a_job_in_repeated_activities_sees_its_item_and_all_parents(engine: Engine) -> None:
    inner = {**WORK, "each": "=item", "as": "one"}
    outer = {"subProcess": "out", "each": "=items", "as": "item", "input": {"x": "=count(item)"}}
    process = [{**outer, "inside": ["start_o -> w", inner]}, "start -> out -> end"]
    found = jobs(engine, process, {"items": [[1], [2, 3]]})
    seen = [tuple(job.variables[name] for name in ("item", "x", "one", "loopCounter")) for job in found]
    assert sorted(seen) == [([1], 1, 1, 1), ([2, 3], 2, 2, 1), ([2, 3], 2, 3, 2)]
    assert all(job.variables["items"] == [[1], [2, 3]] for job in found)


def test_only_what_is_asked_for_is_fetched_from_the_same_chain(engine: Engine) -> None:
    outer = {"subProcess": "out", "input": {"a": "=1", "b": "=1"}, "inside": ["start_o -> w", WORK]}
    (job,) = jobs(engine, [outer, "start -> out -> end"], {"a": 0, "b": 0, "c": 0}, "a", "c", "nothing")
    assert job.variables == {"a": 1, "c": 0}


def test_in_an_ad_hoc_sub_process_and_for_listeners_the_chain_is_the_same(engine: Engine) -> None:
    work = {**WORK, "listen": [{"end": "late"}]}
    hoc = {"adHocSubProcess": "hoc", "activate": '=["w"]', "input": {"x": "=1"}, "inside": [work]}
    process = [{"listen": [{"start": "open"}]}, hoc, "start -> hoc -> end"]
    (opening,) = jobs(engine, process, {"top": 1}, job_type="open")
    assert opening.variables["top"] == 1
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=opening.key, variables={"said": "yes"})
    (job,) = activated(engine, "top", "said", "x")
    assert job.variables == {"top": 1, "said": "yes", "x": 1}
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key, variables={"x": 2})
    (late,) = activated(engine, "top", "x", job_type="late")
    assert late.variables == {"top": 1, "x": 2}
    assert (late.kind.value, late.listener_event) == ("EXECUTION_LISTENER", "end")
