"""A sender killed after the other side took the document: the next one sends it again, and one document is there."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.model.actor import SYSTEM
from engine.model.json_value import Variables
from engine.model.records import Resource
from engine.operations import Engine, activate_jobs, create_instance, upload_document
from engine.operations.dispatch.axis_channel import AxisChannel
from engine.worker.connectors import CONNECTORS
from engine.worker.run_job import run_job
from tests.axis_simulator import TOKEN, Axis, serving
from tests.faults.conftest import Child
from tests.models import bpmn, end, flow, service_task, start
from tests.office import MovingClock, deploy
from tests.stateful.submissions import PDF

DISPATCH_FAULT = "after_dispatch_sent"
SENDING = bpmn(
    start() + service_task("gui", "gui-noi-nhan") + end() + flow("f1", "dau", "gui") + flow("f2", "gui", "cuoi")
)


def issued(engine: Engine, axis: Axis) -> None:
    """Put a document on its way to one recipient, as the step of a case does."""
    channel = AxisChannel(axis.url, organisation="H99.01", token=TOKEN)
    engine.settings = replace(engine.settings, channels=(channel,), axis_organisation="H99.01")
    engine.objects.ensure_bucket()
    deploy(engine, Resource(name="gui.bpmn", content=SENDING))
    file = upload_document(engine, SYSTEM, file_name="Công văn.pdf", chunks=[PDF])
    variables: Variables = {
        "noi_nhan_ma": "SXD",
        "so_ky_hieu": "719/HĐND-CTHĐND",
        "ngay": "2026-11-25",
        "trich_yeu": "đôn đốc",
        "van_ban_ky": [str(file.key)],
        "kenh": ["truc"],
    }
    with engine.unit_of_work() as uow:
        create_instance(uow, SYSTEM, process_id="thu", variables=variables)
        [job] = activate_jobs(uow, SYSTEM, job_type="gui-noi-nhan", worker="test", max_jobs=1, timeout_s=60)
    run_job(engine, CONNECTORS["gui-noi-nhan"], job)


def test_a_killed_sender_leaves_one_document_at_the_recipient(
    engine: Engine, child: Child, count: Callable[..., int], clock: MovingClock
) -> None:
    with serving(Axis()) as axis:
        issued(engine, axis)
        order: dict[str, Any] = {"url": axis.url, "token": TOKEN}
        assert child("send_due_dispatches", fault="before_commit", **order).killed
        assert (axis.sent, count("dispatch", "state = 'QUEUED' AND tries = 0")) == ([], 1)
        assert child("send_due_dispatches", fault=DISPATCH_FAULT, **order).killed
        assert (len(axis.sent), count("dispatch", "state = 'QUEUED' AND tries = 1")) == (1, 1)
        assert child("send_due_dispatches", **order).done == 0, "the dead sender's claim still stands"
        clock.forward(minutes=6)
        assert child("send_due_dispatches", **order).done == 1
        assert child("send_due_dispatches", **order).done == 0
        assert (len(axis.sent), len(axis.received)) == (2, 1)
        assert count("dispatch", "state = 'SENT' AND tries = 2") == 1
