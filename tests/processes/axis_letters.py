"""What the Department of Construction sends the Office over the axis, and its registration, for the tests of P02."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.exchange import Attachment, DocumentMessage, Organisation, build_document, document_id
from engine.model.actor import SYSTEM
from engine.operations import get_case
from engine.operations.dispatch.axis_channel import AxisChannel
from tests.axis_simulator import TOKEN, Axis, serving
from tests.office import MovingClock
from tests.processes.driving import PDF, Driver
from tests.processes.incoming import LIEN, decide, office

__all__ = ["office"]
OFFICE = Organisation(identifier="H99.01", name="Văn phòng Đoàn ĐBQH và HĐND tỉnh Hải Sơn")
SXD = Organisation(identifier="H99.13", name="Sở Xây dựng")
SYMBOL = "245/BC-SXD"
REFERENCE = document_id(SXD.identifier, date(2026, 11, 23), SYMBOL)
REGISTERED = {"loai_noi_gui": "so_nganh", "nhom_viec": "bao_cao", "ket_qua_kiem_tra_chu_ky": "hop_le"}


@pytest.fixture
def axis(office: Driver) -> Iterator[Axis]:
    """Serve an axis that the office is on."""
    with serving(Axis()) as running:
        channel = AxisChannel(running.url, organisation=OFFICE.identifier, token=TOKEN)
        office.engine.settings = replace(office.engine.settings, channels=(channel,))
        yield running


@pytest.fixture
def letter(clock: MovingClock) -> Callable[..., bytes]:
    """Give a function that writes what the Department of Construction sends."""

    def write(**changes: Any) -> bytes:
        known: dict[str, Any] = {
            "sender": SXD,
            "receiver": OFFICE,
            "number": "245",
            "code": "BC-SXD",
            "issued_on": date(2026, 11, 23),
            "place": "Hải Sơn",
            "type_name": "Báo cáo",
            "subject": "Báo cáo tiến độ nhà ở xã hội",
            "priority": "khan",
            "due_on": date(2026, 12, 4),
            "sent_at": clock.moment,
            "attachments": (
                Attachment(file_name="Báo cáo 245.pdf", content_type="application/pdf", content=PDF),
                Attachment(file_name="Phụ lục.txt", content_type="text/plain", content="số liệu".encode()),
            ),
        }
        return build_document(DocumentMessage(**{**known, **changes}))

    return write


def arrivals(office: Driver) -> list[dict[str, Any]]:
    """Give the registrations that wait for the registry, oldest first."""
    answer = office.person(LIEN).post("/v2/user-tasks/search", json={"filter": {"state": "CREATED"}})
    found = [one for one in answer.json()["items"] if one["elementId"] == "dang_ky"]
    return sorted(found, key=lambda one: int(one["userTaskKey"]))


def arrived(office: Driver, axis: Axis, xml: bytes) -> str:
    """Let a document arrive; give its case, which waits to be registered."""
    axis.post(xml)
    office.work()
    case = str(arrivals(office)[-1]["processInstanceKey"])
    office.know(LIEN, case)
    return case


def register(office: Driver, case: str, **changes: Any) -> None:
    """Register as the page does: with what the form was filled with, and what the clerk adds."""
    known = office.variables(LIEN, case)
    fields = "do_mat tiep_nhan ngay_den phuong_thuc co_quan_gui so_ky_hieu ngay_van_ban loai_van_ban do_khan trich_yeu"
    filled = {name: known[name] for name in [*fields.split(), "han_tra_loi", "tep"] if name in known}
    filled["so_vb_den"] = "co_quan_nha_nuoc"
    decide(office, LIEN, case, "dang_ky", **{**filled, **REGISTERED, **changes})


def sentences(office: Driver, case: str) -> list[tuple[str, str | None]]:
    """Give what the case's page tells, with the reasons."""
    with office.engine.unit_of_work() as uow:
        told = get_case(uow, SYSTEM, instance_key=int(case)).timeline
    return [(entry.sentence.vi, entry.reason) for entry in told]


def kept(office: Driver) -> str:
    """Give the key of the message that the registry has something to do about."""
    page = office.person(LIEN).get("/van-ban/truc").text
    return page.partition('data-message="')[2].partition('"')[0]
