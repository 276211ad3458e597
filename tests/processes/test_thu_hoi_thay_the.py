"""P04, recall, correction and replacement: from the request to what each recipient answered, driven over HTTP."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import update

from engine.exchange import RECALL, StatusCode
from engine.model.actor import SYSTEM
from engine.operations import get_case
from engine.operations.dispatch.axis_channel import AxisChannel
from engine.store.tables import Unit
from engine.store.tables.core import core
from tests.axis_simulator import TOKEN, Axis, serving
from tests.office import MovingClock
from tests.processes.driving import OK, Driver
from tests.processes.flows import Flows
from tests.processes.outgoing import (
    AN,
    KHUE,
    LIEN,
    NOT_FOUND,
    OANH,
    TUONG,
    answer,
    approved,
    decide,
    keys,
    office,
    one,
    states,
)

__all__ = ["keys", "office"]
PROCESS = "thu_hoi_thay_the"


def request(original: str, **changes: Any) -> dict[str, Any]:
    return {"van_ban_goc": original, "loai_xu_ly": "thu_hoi", "ly_do": "Gửi nhầm bản chưa chốt", **changes}


def test_a_recall_goes_the_way_of_the_document_and_each_recipient_answers(
    office: Driver,
    drive: Callable[..., Driver],
    clock: MovingClock,
) -> None:
    with office.engine.unit_of_work() as uow:
        uow.connection.execute(update(core(Unit)).where(core(Unit).c.code == "STC").values(axis_code=None))
    with serving(Axis()) as axis:
        channel = AxisChannel(axis.url, organisation="H99.01", token=TOKEN)
        office.engine.settings = replace(office.engine.settings, channels=(channel,), axis_organisation="H99.01")
        issued = approved(office, kinh_gui=["SXD"], noi_nhan=["STC", "P-THTTDN"])
        decide(office, TUONG, issued, "ky", ket_luan="ky")
        decide(office, LIEN, issued, "kiem_tra_cuoi", ket_luan="dat")
        decide(office, LIEN, issued, "phat_hanh", kenh=["truc"])
        assert states(office, issued) == {"SXD": "SENT", "STC": "BY_HAND", "P-THTTDN": "ARRIVED"}
        original = office.case(OANH, issued)["businessId"]
        [sent] = office.variables(OANH, issued)["van_ban_ky"]
        assert office.person(AN).get(f"/v2/documents/{sent}").status_code == OK

        p04 = drive(PROCESS)
        silent = p04.try_to_start(OANH, request(original, loai_xu_ly="thay_the"))
        assert [found["field"] for found in silent.json()["errors"]] == ["van_ban_thay_the"]
        for who, named in ((OANH, "VBĐ-2026-9999"), (KHUE, original)):  # one that is not there, one not for Khuê
            case = p04.start(who, request(named))
            p04.work()
            assert p04.state(who, case) == ("COMPLETED", "khong_duyet")
            assert "trich_yeu" not in p04.variables(who, case)

        case = p04.start(OANH, request(original))
        p04.work()
        decide(p04, TUONG, case, "duyet", ket_luan="khong_dong_y", ly_do_khong_duyet="Đính chính là đủ")
        assert p04.state(OANH, case) == ("COMPLETED", "khong_duyet")

        case = p04.start(OANH, request(original))
        p04.work()
        decide(p04, TUONG, case, "duyet", ket_luan="dong_y")
        assert p04.state(OANH, case) == ("ACTIVE", "da_gui_yeu_cau")
        recall = [message for message in axis.received.values() if message.kind == RECALL]
        assert [(message.reason, message.concerns, message.attachments) for message in recall] == [
            ("Gửi nhầm bản chưa chốt", "H99.01,2026/11/25,01/VP-CTHĐND", ())
        ]
        assert office.person(AN).get(f"/v2/documents/{sent}").status_code == NOT_FOUND
        axis.report("H99.13", StatusCode.CHANGE_AGREED, clock.moment)
        p04.work()
        answer(p04, LIEN, one(p04, LIEN, case, "ghi_nhan"), trang_thai_nhan="da_tiep_nhan")
    assert p04.state(OANH, case) == ("COMPLETED", "hoan_thanh")
    assert set(states(p04, case).values()) == {"ACCEPTED"}
    with office.engine.unit_of_work() as uow:
        told = [(entry.sentence.vi, entry.reason) for entry in get_case(uow, SYSTEM, instance_key=int(issued)).timeline]
    recalled = p04.case(OANH, case)["businessId"]
    assert (f"Văn bản của hồ sơ này đã thu hồi ({recalled}).", "Gửi nhầm bản chưa chốt") in told


def test_every_sequence_flow_was_travelled(flows: Flows) -> None:
    """Stand last in this file: it judges what the scenario above has travelled."""
    assert flows.missing(PROCESS) == frozenset()
