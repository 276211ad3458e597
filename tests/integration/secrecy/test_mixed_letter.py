"""A letter that leaders have read becomes hidden when a part of it proves a denunciation: no route has it any more."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.secrecy.asking import NOTHING, everything
from tests.integration.secrecy.test_every_route import FIRST_KEY, RESTLESS, WALKED_WITHIN_S, known_values
from tests.integration.secrecy.walk import THINGS
from tests.office import MovingClock
from tests.processes.driving import OK, Driver
from tests.processes.petitions import AN, LIEN, REGISTERED, classified, register

READERS = ("nguyen.huu.thong", "bui.xuan.tuong")  # the head of the division and the chief, who read every open letter
SENDER = {
    "nguoi_viet": "Âu Thị Hạnh Ngân",
    "dia_chi": "Thôn Trại Cau",
    "tieu_de": "Đền bù ruộng trũng",
    "tom_tat": "Đề nghị kiểm tra ruộng trũng",
}
SCAN = "ban-quet-ruong-trung.pdf"
SECRETS = ("Âu Thị", "Au Thi", "Trại Cau", "Trai Cau", "ruộng trũng", "ruong trung", "ruong-trung")


@pytest.fixture
def office(served: Served, engine: Engine, clock: MovingClock) -> Iterator[Driver]:
    """Give the Office with the process of petitions."""
    with engine.unit_of_work() as uow:
        uow.connection.execute(text(f"SELECT setval('entity_key', {FIRST_KEY})"))
    driver = Driver("don_thu", served=served, engine=engine, clock=clock)
    yield driver
    driver.close()


@pytest.mark.slow
@pytest.mark.timeout(WALKED_WITHIN_S)
@pytest.mark.parametrize("who", READERS)
def test_what_was_read_is_read_no_more(office: Driver, engine: Engine, who: str) -> None:
    case, document, child = _split(office)
    number = office.case(AN, case)["businessId"]
    with office.served.person(who) as reader:
        assert reader.get(f"/ho-so/{case}").status_code == OK
        assert reader.get(f"/v2/documents/{document}").status_code == OK
    office.complete(AN, child, "phan_loai", bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    register(office, child, loai_don="to_cao", **REGISTERED)
    known = known_values(engine)
    nothing = dict.fromkeys(THINGS.values(), NOTHING)
    letter = {**nothing, **_keys(engine, case), "case": case, "document": document}
    with office.served.person(who) as reader:
        asked = everything(reader, {**known, **letter, "id": number}, SECRETS)
    with office.served.person(who) as reader:  # the walk ends a session
        unknown = everything(reader, {**known, **nothing, "id": number}, SECRETS)
    for place, answer in asked.items():
        told = "".join(map(str, answer))
        assert not [secret for secret in (*SECRETS, case, document) if secret in told], place
        if place[0] not in RESTLESS:
            assert answer == unknown[place], place


def _split(office: Driver) -> tuple[str, str, str]:
    case = classified(office, nhieu_noi_dung_tach_duoc=True)
    document = office.upload(AN, SCAN)
    register(office, case, loai_don="nhieu_noi_dung", **REGISTERED, **SENDER, tep=[document])
    rows = [{"noi_dung_tach": one, "giay_to": [document]} for one in ("Ruộng trũng", "Cán bộ")]
    office.complete(AN, case, "tach", don_con=rows)
    assert office.case(LIEN, case)["title"] == SENDER["tieu_de"]
    return case, document, office.called(AN, case)[1]


def _keys(engine: Engine, case: str) -> dict[str, str]:
    with engine.unit_of_work() as uow:

        def key(question: str) -> str:
            return str(uow.connection.execute(text(question), {"case": int(case)}).scalars().first())

        return {
            "variable": key("SELECT key FROM variable WHERE instance_key = :case AND name = 'nguoi_viet'"),
            "element": key("SELECT key FROM element_instance WHERE instance_key = :case ORDER BY key DESC"),
            "decision": key("SELECT key FROM decision_instance WHERE instance_key = :case"),
            "task": key("SELECT key FROM user_task WHERE instance_key = :case ORDER BY key DESC"),
        }
