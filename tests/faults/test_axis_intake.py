"""A worker killed while it takes a document off the axis: whatever the moment, the next one leaves one case."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from engine.exchange import Attachment, DocumentMessage, Organisation, build_document
from engine.operations import Engine
from tests.axis_simulator import TOKEN, Axis, serving
from tests.faults.conftest import Child
from tests.office import MovingClock, deploy, shipped
from tests.stateful.submissions import PDF

INTAKE_FAULT = "before_axis_confirmed"


def sent(clock: MovingClock) -> bytes:
    """Write what another authority sends."""
    message = DocumentMessage(
        sender=Organisation(identifier="H99.13", name="Sở Xây dựng"),
        receiver=Organisation(identifier="H99.01", name="Văn phòng"),
        number="245",
        code="BC-SXD",
        issued_on=date(2026, 11, 23),
        place="Hải Sơn",
        type_name="Báo cáo",
        subject="Báo cáo tiến độ",
        sent_at=clock.moment,
        attachments=(Attachment(file_name="Báo cáo.pdf", content_type="application/pdf", content=PDF),),
    )
    return build_document(message)


@pytest.mark.parametrize(
    ("fault", "cases"),
    [("after_object_stored", 0), ("before_commit:3", 0), ("before_commit:5", 0), (INTAKE_FAULT, 1)],
)
def test_a_killed_intake_leaves_one_case(
    engine: Engine, child: Child, count: Callable[..., int], clock: MovingClock, fault: str, cases: int
) -> None:
    engine.objects.ensure_bucket()
    deploy(engine, *shipped("van_ban_den"))
    with serving(Axis()) as axis:
        message = axis.post(sent(clock))
        order: dict[str, Any] = {"url": axis.url, "token": TOKEN}
        assert child("take_messages", fault=fault, **order).killed
        assert (count("process_instance"), list(axis.documents)) == (cases, [message])
        assert child("take_messages", **order).done == 1 - cases
        assert child("take_messages", **order).done == 0
        assert (axis.confirmed, axis.failed) == ([message], [])
    assert count("process_instance") == count("axis_message", "state = 'TAKEN'") == 1
    assert count("document", "state = 'STORED' AND instance_key IS NOT NULL") == 1
    assert count("axis_answer", "status_code = '01'") == 1
