"""With the rule that keeps denunciations off the network only a stub is left: nothing else of one is anywhere."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from engine.model.actor import SYSTEM
from engine.operations import Engine
from engine.operations.cases.set_variables import set_variables
from engine.operations.upkeep.verify_audit import verify_audit
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk
from tests.office import MovingClock
from tests.processes.driving import OK, Driver
from tests.processes.petitions import (
    AN,
    OTHERS,
    REGISTERED,
    classified,
    is_absent,
    register,
    suggestion,
)
from tests.processes.rules import set_mode

RULE = "N-DT-NM.a"
LEAK = "Quýtzâm Bưởixo"  # in every place where people may have typed the denouncer's name
LEAKS = ("Quýtzâm", "Bưởixo", "quytzam", "buoixo", "0900777333")
DENOUNCING: dict[str, Any] = {"bao_hanh_vi_vi_pham": True, "co_bang_chung_cu_the": True}
OPEN = {"nguoi_viet": f"{LEAK} 0900777333", "dia_chi": f"Thôn {LEAK}", "tieu_de": f"Đơn của {LEAK}", "tom_tat": LEAK}
STUB = {"ngay_nhan", "nguoi_xu_ly", "nguoi_giu", "loai_don", "giu_bi_mat", "so_thu_tu_don", "luu_ngoai_mang"}
_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
OF_THE_CASE = {"nguoi_lap", "thoi_diem_lap", "ma_ho_so"}


@pytest.fixture
def office(served: Served, engine: Engine, clock: MovingClock) -> Iterator[Driver]:
    """Give an Office whose administrator has put the rule into force."""
    driver = Driver("don_thu", "van_ban_di", served=served, engine=engine, clock=clock)
    set_mode(engine, RULE, "enforce")
    yield driver
    driver.close()


def test_of_a_denunciation_nothing_is_left_but_the_stub(office: Driver, engine: Engine) -> None:
    case = classified(office, **DENOUNCING)
    _leave_traces(office, engine, case)
    register(office, case, loai_don="to_cao", nguoi_giu=AN, ly_do_khac_goi_y=LEAK, **REGISTERED, **OPEN)
    assert everywhere(engine) == {}
    assert set(office.variables(AN, case)) <= STUB | OF_THE_CASE
    assert office.case(AN, case)["businessId"] == "TC-2026-0001"
    assert office.state(AN, case) == ("ACTIVE", "dang_giu_ngoai_mang")
    assert all(is_absent(office, who, case) for who in OTHERS)
    history = office.person(AN).get(f"/ho-so/{case}?muc=dien-bien").text
    assert "Nội dung đã xóa khỏi hệ thống" in history
    with engine.unit_of_work() as uow:
        assert verify_audit(uow).problems == ()


def test_a_part_of_a_letter_takes_the_letters_content_with_it(office: Driver, engine: Engine) -> None:
    case = classified(office, nhieu_noi_dung_tach_duoc=True)
    scan = office.upload(AN, f"{LEAK}.pdf", f"%PDF-1.7\n%{LEAK}\n%%EOF\n".encode())
    register(office, case, loai_don="nhieu_noi_dung", **REGISTERED, **OPEN, tep=[scan])
    rows = [{"noi_dung_tach": f"{one} {LEAK}", "giay_to": [scan]} for one in ("Thoát nước", "Cán bộ")]
    office.complete(AN, case, "tach", don_con=rows)
    other, child = office.called(AN, case)
    office.complete(AN, child, "phan_loai", **DENOUNCING)
    register(office, child, loai_don="to_cao", nguoi_giu=AN)
    left = everywhere(engine, without=int(other))
    assert left == {}
    assert office.person(AN).get(f"/v2/documents/{scan}").status_code != OK
    office.complete(AN, child, "giu_ngoai_mang")
    suggestion(office, other)  # goes on, and with it the letter ends
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_tach")


def test_of_a_letter_that_is_known_to_hold_a_denunciation_no_identity_is_kept(office: Driver, engine: Engine) -> None:
    case = classified(office, nhieu_noi_dung_tach_duoc=True, **DENOUNCING)
    identity = {"danh_tinh_ho_ten": LEAK, "danh_tinh_dia_chi": LEAK, "danh_tinh_dien_thoai": "0900777333"}
    words = {"tieu_de": "Hai nội dung", "tom_tat": "Hai nội dung"}
    register(office, case, loai_don="nhieu_noi_dung", **REGISTERED, **words, **identity)
    with engine.unit_of_work() as uow:
        assert uow.connection.execute(text("SELECT count(*) FROM sender_identity")).scalar_one() == 0
    assert everywhere(engine) == {}


def _leave_traces(office: Driver, engine: Engine, case: str) -> None:
    """Type the name wherever people can before the letter is known to be a denunciation."""
    task = office.task(AN, case, "vao_so")["userTaskKey"]
    file = _upload_at(office, task)
    draft = {f"f.{name}": value for name, value in {**OPEN, "loai_don": "khieu_nai", "tep": file}.items()}
    assert Desk(office.person(AN)).post(f"/viec/{task}/luu-tam", **draft).status_code == OK
    office.post_form(AN, f"/ho-so/{case}/ghi-chu", body=f"Đơn của {LEAK}", audience="case")
    with engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=int(case), variables={"ghi_tam": LEAK, "nguoi_viet": LEAK})
    assert everywhere(engine)


def _upload_at(office: Driver, task: str) -> str:
    """Upload a file as the form of a task does."""
    metadata = json.dumps({"customProperties": {"userTaskKey": task, "field": "tep"}})
    scan = (f"{LEAK}.pdf", f"%PDF-1.7\n%{LEAK}\n%%EOF\n".encode(), "application/pdf")
    answer = office.person(AN).post(
        "/v2/documents", files=[("metadata", (None, metadata, "application/json")), ("file", scan)]
    )
    return str(answer.json()["documentId"])


def everywhere(engine: Engine, *, without: int | None = None) -> dict[str, str]:
    """Give, by table or object, a place where a leak stands; rows of the case `without` are let be."""
    found: dict[str, str] = {}
    with engine.unit_of_work() as uow:
        for table in uow.connection.execute(text(_TABLES)).scalars().all():
            rows = uow.connection.execute(text(f'SELECT to_jsonb(t)::text FROM "{table}" t')).scalars()  # noqa: S608
            for row in rows:
                if any(leak in row for leak in LEAKS) and (without is None or str(without) not in row):
                    found[table] = row[:300]
        for one in engine.objects.names(""):
            with engine.objects.open(one.name) as blocks:
                content = b"".join(blocks)
            if any(leak.encode() in content or leak in one.name for leak in LEAKS):
                found[one.name] = "object"
    return found
