"""A contact of a body outside does the body's tasks and learns nothing more of the case that they belong to.

Journey 6.8. What he may know: his tasks with their forms, what he and his body handed in, what was sent to him.
"""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, TaskFilter, attach_documents, complete_task, create_instance, search_tasks
from tests.integration.api.conftest import Served
from tests.integration.secrecy.asking import NOTHING, answer_of, everything
from tests.integration.secrecy.walk import THINGS, WALK, parameters_of
from tests.models import bpmn, end, flow, start, user_task
from tests.office import MovingClock, deploy
from tests.processes.driving import Driver

CUONG, SANG, THAM = "hoang.manh.cuong", "ngo.dinh.sang", "vu.hong.tham"
FIRST_KEY = 7_000_000_000_000_000  # keys of this length stand in no text by accident
SOURCE, LETTER, NOTE = "Thông báo mật danh 58", "701/HĐND-THTTDN", "Sở này hay chậm, cần nhắc sớm"
INSIDE, HANDED_IN = "phan-cong-noi-bo.pdf", "bao-cao-cua-so.pdf"
REQUEST = "Rà soát các dự án không có khả năng giải ngân"
RECOMMENDATION = {
    "nguon_goc": SOURCE,
    "noi_dung_yeu_cau": REQUEST,
    "co_quan_chu_tri": "SNNMT",
    "nguoi_chiu_trach_nhiem": "Giám đốc Sở",
    "san_pham_phai_hoan_thanh": "Tờ trình điều chuyển vốn",
    "han_hoan_thanh": "2027-03-31",
    "khong_thoi_han": False,
    "muc_do": "trung_binh",
    "phuc_tap": False,
    "dau_moi": SANG,
}
OK, BAD_REQUEST, NOT_FOUND = 200, 400, 404


@pytest.fixture
def office(served: Served, engine: Engine, clock: MovingClock) -> Iterator[Driver]:
    """Give the Office with the process that follows a recommendation up."""
    with engine.unit_of_work() as uow:
        uow.connection.execute(text(f"SELECT setval('entity_key', {FIRST_KEY})"))
    driver = Driver("theo_doi_kien_nghi_giam_sat", "van_ban_di", served=served, engine=engine, clock=clock)
    yield driver
    driver.close()


@pytest.fixture
def case(office: Driver, engine: Engine, actor: Callable[[str], Actor]) -> str:
    """Give a follow-up that waits for the contact, with a note and a file of the Office in it."""
    key = office.start(CUONG, RECOMMENDATION)
    office.complete(CUONG, key, "giao_kien_nghi", cong_van_giao=LETTER, ngay_giao="2026-11-25")
    office.work()
    office.post_form(CUONG, f"/ho-so/{key}/ghi-chu", body=NOTE, audience="case")
    document = office.upload(CUONG, INSIDE)
    with engine.unit_of_work() as uow:
        attach_documents(uow, actor(CUONG), keys=[int(document)], instance_key=int(key), field="noi_bo")
    return key


@pytest.fixture
def inside(engine: Engine, case: str) -> dict[str, str]:
    """Give the keys of the Office's own things in the case."""
    with engine.unit_of_work() as uow:

        def key(question: str) -> str:
            return str(uow.connection.execute(text(question), {"case": int(case), "file": INSIDE}).scalars().first())

        return {
            **dict.fromkeys(THINGS.values(), NOTHING),
            "case": case,
            "task": key("SELECT key FROM user_task WHERE instance_key = :case AND element_id = 'giao_kien_nghi'"),
            "document": key("SELECT key FROM document WHERE instance_key = :case AND file_name = :file"),
            "variable": key("SELECT key FROM variable WHERE instance_key = :case AND name = 'nguon_goc'"),
            "element": key("SELECT key FROM element_instance WHERE instance_key = :case ORDER BY key"),
            "definition": key("SELECT definition_key FROM process_instance WHERE key = :case"),
            "form": key("SELECT key FROM form_definition WHERE form_id LIKE '%cap_nhat_tien_do'"),
            "table": key("SELECT key FROM decision_definition"),
            "tables": key("SELECT key FROM decision_requirements"),
            "id": key("SELECT business_id FROM process_instance WHERE key = :case"),
            "officer": CUONG,
            "unit": "SNNMT",
            "rule": "D-GS-06.a",
            "code_list": "loai_don",
            "period": "2026",
            "series": "case:GSCĐ",
            "process": "theo_doi_kien_nghi_giam_sat",
            "letter": "d",
            "words": "",
            "page": "1",
            "token": "A" * 43,
        }


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_rest_of_the_case_is_as_if_it_were_not_there(office: Driver, case: str, inside: dict[str, str]) -> None:
    secrets = (SOURCE, LETTER, NOTE, INSIDE, inside["task"], inside["document"], inside["variable"])
    pages = (f"/ho-so/{case}", f"/ho-so/{case}?muc=tep", f"/ho-so/{case}/ghi-chu")
    seen_inside = "".join(office.person(CUONG).get(page).text for page in pages)
    assert all(secret in seen_inside for secret in (SOURCE, NOTE, INSIDE)), "whoever follows it up sees them"
    nothing = {**inside, **dict.fromkeys(THINGS.values(), NOTHING), "id": "KNGS-1999-001"}
    theirs = {route: asks for route, asks in WALK.items() if set(parameters_of(route)) & THINGS.keys()}
    others = {route: asks for route, asks in WALK.items() if route not in theirs}
    with office.served.person(SANG) as contact:
        for route, asks in theirs.items():
            for ask in asks:
                answer, none = (answer_of(contact, route, ask, values) for values in (inside, nothing))
                assert answer == none, (route, ask)
        for place, answer in everything(contact, inside, (SOURCE.split(maxsplit=1)[0], INSIDE), others).items():
            assert not [secret for secret in secrets if secret in "".join(map(str, answer))], place
    assert office.state(CUONG, case) == ("ACTIVE", "dang_thuc_hien")


def test_he_does_his_tasks_and_keeps_what_he_handed_in(office: Driver, case: str, inside: dict[str, str]) -> None:
    contact, task = office.person(SANG), office.task(SANG, case, "cap_nhat_tien_do")
    office.post_form(SANG, f"/viec/{task['userTaskKey']}/nhan")
    page = contact.get(f"/viec/{task['userTaskKey']}").text
    assert REQUEST in page
    assert f'"/ho-so/{case}' not in page
    assert contact.get(f"/v2/user-tasks/{task['userTaskKey']}/form").status_code == OK
    found = contact.post(f"/v2/user-tasks/{task['userTaskKey']}/effective-variables/search", json={}).json()["items"]
    assert {one["name"] for one in found} >= {"noi_dung_yeu_cau", "han_hoan_thanh"}
    assert not {one["name"] for one in found} & {"nguon_goc", "cong_van_giao", "nguoi_theo_doi"}
    answer = office.try_to_complete(SANG, task, {"ty_le": 10, "viec_tiep": "tien_do", "minh_chung": _with(inside)})
    assert answer.status_code == BAD_REQUEST, "he cannot make a file of the Office his own"
    mine = office.upload(SANG, HANDED_IN)
    office.complete(SANG, case, "cap_nhat_tien_do", ty_le=10, viec_tiep="tien_do", minh_chung=_with({"document": mine}))
    done = contact.get(f"/viec/{task['userTaskKey']}?vua-xong=1").text
    assert HANDED_IN in done
    assert INSIDE not in done
    assert office.download(SANG, mine)
    assert contact.get(f"/v2/documents/{inside['document']}").status_code == NOT_FOUND
    assert task["userTaskKey"] in contact.get("/viec?tab=done").text
    assert office.try_to_complete(SANG, task, {}).json()["code"] == "task_completed"
    found = contact.post(f"/v2/user-tasks/{task['userTaskKey']}/effective-variables/search", json={}).json()["items"]
    assert found == [], "a task that is done shows nothing of what the Office writes later"
    office.complete(SANG, case, "cap_nhat_tien_do", ty_le=100, viec_tiep="hoan_thanh", van_ban_bao_cao="1/SNNMT")
    found = contact.post("/v2/user-tasks/search", json={"filter": {"processInstanceKey": case}}).json()["items"]
    assert [(one["elementId"], one["state"]) for one in found] == [("cap_nhat_tien_do", "COMPLETED")] * 2


def test_what_an_officer_records_for_his_body_is_his_to_read_and_nothing_else_of_the_officer_s(
    office: Driver, case: str, inside: dict[str, str]
) -> None:
    """Ghi nhận thay cơ quan: a task that is offered to both is the body's; its answer stays the body's own affair."""
    recorded = office.upload(CUONG, HANDED_IN)
    office.complete(
        CUONG, case, "cap_nhat_tien_do", ty_le=10, viec_tiep="tien_do", minh_chung=_with({"document": recorded})
    )
    contact = office.person(SANG)
    page = contact.get(f"/viec/{office.task(SANG, case, 'cap_nhat_tien_do')['userTaskKey']}").text
    assert HANDED_IN in page
    assert office.download(SANG, recorded)
    for hidden in (inside["document"], office.upload(CUONG, INSIDE)):
        assert contact.get(f"/v2/documents/{hidden}").status_code == NOT_FOUND


@pytest.mark.parametrize(("owed_by_the_body", "answer"), [("true", OK), ("false", NOT_FOUND)])
def test_an_officer_s_file_on_a_task_that_both_could_do_is_his_only_where_his_body_owed_it(
    owed_by_the_body: str, answer: int, office: Driver, engine: Engine, actor: Callable[[str], Actor]
) -> None:
    owed = f'<zeebe:properties><zeebe:property name="waits-outside" value="{owed_by_the_body}"/></zeebe:properties>'
    both = f'''candidateUsers="=[&quot;{CUONG}&quot;, &quot;{SANG}&quot;]"'''
    drawn = start() + user_task("chung", extra=owed) + end() + flow("f1", "dau", "chung") + flow("f2", "chung", "cuoi")
    deploy(engine, Resource(name="thu.bpmn", content=bpmn(drawn.replace('candidateGroups="van_thu"', both))))
    file, officer = int(office.upload(CUONG, INSIDE)), actor(CUONG)
    with engine.unit_of_work() as uow:
        case = create_instance(uow, officer, process_id="thu", variables={})
    with engine.unit_of_work() as uow:
        (task,) = search_tasks(uow, actor(SANG), filter=TaskFilter(tab="mine")).items
        attach_documents(uow, officer, keys=[file], instance_key=case.key, task_key=task.key)
        complete_task(uow, officer, task_key=task.key, variables={})
    assert office.person(SANG).get(f"/v2/documents/{file}").status_code == answer


def test_he_hands_a_task_over_in_his_body_only_and_reads_the_case_once_named(office: Driver, case: str) -> None:
    key = office.task(SANG, case, "cap_nhat_tien_do")["userTaskKey"]
    contact = office.person(SANG)
    office.post_form(SANG, f"/viec/{key}/nhan")
    assert office.refuse_form(SANG, f"/viec/{key}/chuyen", assignee=THAM, reason="nhờ") == BAD_REQUEST
    assert contact.get(f"/ho-so/{case}").status_code == NOT_FOUND
    office.post_form(
        CUONG, f"/ho-so/{case}/nguoi", username=SANG, role="nguoi_duoc_chi_dinh", reason="Sở cử tham gia theo dõi"
    )
    assert contact.get(f"/ho-so/{case}").status_code == OK


def _with(keys: dict[str, str]) -> list[dict[str, object]]:
    return [{"mo_ta": "Báo cáo", "ngay": "2026-11-25", "tep": [keys["document"]]}]
