import pytest

from engine.errors import Conflict
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk


def service(*extension: str, job_type: str = "dong_dau", retries: str = "3") -> bytes:
    return d.process(
        d.start(),
        d.service_task("s", *extension, job_type=job_type, retries=retries),
        d.end(),
        d.path("start", "s", "end"),
    )


def test_it_makes_a_job_and_waits_for_the_worker() -> None:
    headers = d.zeebe(
        "taskHeaders", d.zeebe("header", key="mau", value="bia") + d.zeebe("header", key="trong", value="")
    )
    desk = Desk(service(headers))
    (job,) = desk.jobs.values()
    assert (job.element_id, job.job_type, job.retries, job.headers) == ("s", "dong_dau", 3, {"mau": "bia", "trong": ""})
    desk.complete("s", tep="bia.pdf")
    assert desk.outcome == "completed"
    assert desk.variables == {"tep": "bia.pdf"}


@pytest.mark.parametrize("tag", ["sendTask", "businessRuleTask"])
def test_send_and_business_rule_tasks_are_jobs_too(tag: str) -> None:
    task = d.service_task("s", d.io_mapping(d.outputs(ket_qua="=muc")), job_type="xep_loai", tag=tag)
    boundary = d.boundary("b", "s", d.timer("timeDuration", "PT1H"), interrupting=False)
    model = d.process(d.start(), task, boundary, d.end(), d.path("start", "s", "end"), d.path("b", "end"))
    desk = Desk(model)
    (job,) = desk.jobs.values()
    assert (job.element_id, job.job_type, job.retries) == ("s", "xep_loai", 3)
    desk.fire("b")
    desk.complete("s", muc="A", khac=1)
    assert desk.outcome == "completed"
    assert desk.variables == {"ket_qua": "A"}


def test_type_and_retries_may_be_expressions() -> None:
    (job,) = Desk(service(job_type="=loai", retries="=lan"), {"loai": "gui", "lan": 5}).jobs.values()
    assert (job.job_type, job.retries) == ("gui", 5)


@pytest.mark.parametrize(
    ("job_type", "retries"), [("=khong_co", "3"), ("=1", "3"), ("=long", "3"), ("a", "=0"), ("a", "=1.5"), ("a", "=x")]
)
def test_unusable_settings_are_incidents(job_type: str, retries: str) -> None:
    desk = Desk(service(job_type=job_type, retries=retries), {"long": "a" * 301})
    assert desk.incident_at("s").error_type == "EXTRACT_VALUE_ERROR"
    assert not desk.jobs


def test_a_job_is_completed_once_only() -> None:
    desk = Desk(service())
    key = desk.key_of_work("s")
    desk.complete("s")
    with pytest.raises(Conflict):
        desk.complete_key(key, {})


def test_retrying_a_job_without_an_incident_of_the_model_is_a_conflict() -> None:
    desk = Desk(service())
    with pytest.raises(Conflict):
        desk.restored().retry(desk.key_of_work("s"))
