"""A case through the pages: what is refused loses nothing, and nothing happens twice."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import PROCESS, Desk, desk, hidden
from tests.office import deploy, shipped

CLERK, LEADER, DEPUTY, REGISTRY, OUTSIDER = (
    "le.kim.oanh",
    "bui.xuan.tuong",
    "mai.thanh.hao",
    "vu.bich.lien",
    "ngo.dinh.sang",
)


@pytest.fixture
def office(engine: Engine, served: Served) -> Served:
    """Give an Office with the process of copies."""
    deploy(engine, *shipped("sao_y_so_hoa"))
    return served


def taken(person: Desk) -> str:
    """Take the first task of the desk; give its path."""
    path = person.first_task()
    assert person.post(f"{path}/nhan").headers["location"] == path
    return path


def test_a_request_is_approved_and_comes_to_the_registry(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader, desk(office, REGISTRY) as registry:
        case = clerk.start("Nghị quyết 12")
        task = taken(leader)
        version = hidden(leader.get(task).text, "version")
        done = leader.post(f"{task}/hoan-thanh", version=version, f__ket_luan="duyet")

        assert done.headers["location"] == f"{task}?vua-xong=1"
        assert "Đã hoàn thành “Duyệt yêu cầu sao”" in leader.get(done.headers["location"]).text
        assert "Sao chụp, đóng dấu: Sao y: Nghị quyết 12" in registry.get("/viec").text
        assert "Bùi Xuân Tường hoàn thành “Duyệt yêu cầu sao”." in clerk.get(f"{case}?muc=dien-bien").text
        assert "Sao chụp, đóng dấu: Sao y: Nghị quyết 12" in clerk.get("/viec?tab=waiting").text


def test_what_is_refused_comes_back_as_it_was_typed_with_what_to_mend(office: Served) -> None:
    with desk(office, CLERK) as clerk:
        answer = clerk.post(PROCESS, **clerk.request_form("Nghị quyết 12", f__so_ban="hai", f__muc_dich=""))

    assert answer.status_code == 400
    assert 'value="hai"' in answer.text
    assert "Nghị quyết 12" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_the_same_form_sent_many_times_at_once_starts_one_case(office: Served) -> None:
    with desk(office, CLERK) as clerk:
        form = clerk.request_form("Nghị quyết 12", command_id="a" * 32)
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(lambda _: clerk.post(PROCESS, **form), range(4)))
        listed = clerk.get("/ho-so").text

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert listed.count("SY-2026-") == 1


def test_a_second_window_learns_what_the_first_did_and_keeps_what_was_typed(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader:
        clerk.start("Nghị quyết 12")
        task = taken(leader)
        version = hidden(leader.get(task).text, "version")
        leader.post(f"{task}/hoan-thanh", version=version, f__ket_luan="duyet")
        late = leader.post(f"{task}/hoan-thanh", version=version, f__ket_luan="tra_lai", f__ly_do="Thiếu trang 3")

    assert late.status_code == 409
    assert "Anh đã xử lý việc này lúc 09:00. Không có gì thay đổi." in late.text
    assert "Thiếu trang 3" in late.text
    assert "Chép nội dung của tôi" in late.text


def test_a_stale_tab_is_told_and_sends_nothing(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader:
        clerk.start("Nghị quyết 12")
        task = taken(leader)
        stale = leader.post(f"{task}/hoan-thanh", version="1", f__ket_luan="duyet")

        assert stale.status_code == 409
        assert "vừa thay đổi ở nơi khác" in stale.text
        assert "Gửi kết luận" in leader.get(task).text


def test_only_whoever_took_a_task_sees_its_form(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader, desk(office, DEPUTY) as deputy:
        clerk.start("Nghị quyết 12")
        before = deputy.get(deputy.first_task())
        task = taken(leader)
        after = deputy.get(task)

    assert "Nhận xử lý" in before.text
    assert "work-form" not in re.findall(r'<form[^>]*id="([^"]*)"', before.text)
    assert "Việc đang do Bùi Xuân Tường xử lý." in after.text


def test_a_task_goes_back_to_its_group(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader, desk(office, DEPUTY) as deputy:
        clerk.start("Nghị quyết 12")
        task = taken(leader)
        answer = leader.post(f"{task}/tra-lai-nhom")

        assert "Đã trả việc lại nhóm" in leader.get(answer.headers["location"]).text
        assert taken(deputy) == task


def test_a_draft_is_there_another_day_and_gone_with_its_case(office: Served) -> None:
    with desk(office, CLERK) as clerk:
        form = clerk.request_form("Nghị quyết 12", f__muc_dich="Gửi xã Vân Trạch", command_id="b" * 32)
        kept = clerk.post(f"{PROCESS}/luu-tam", **form)
        again = clerk.get(PROCESS).text
        clerk.post(PROCESS, **form)
        late = clerk.post(f"{PROCESS}/luu-tam", **form)
        fresh = clerk.get(PROCESS).text

    assert "Đã lưu tạm 09:00" in kept.text
    assert 'value="Gửi xã Vân Trạch"' in again
    assert "quét.pdf" in again
    assert late.status_code == 200
    assert "Gửi xã Vân Trạch" not in fresh


def test_a_drafted_task_opens_with_what_was_typed(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader:
        clerk.start("Nghị quyết 12")
        task = taken(leader)
        leader.post(f"{task}/luu-tam", f__ket_luan="tra_lai", f__ly_do="Thiếu trang 3")
        page = leader.get(task).text

    assert "Thiếu trang 3" in page


def test_a_change_answers_only_what_looks_different(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader:
        clerk.start("Nghị quyết 12")
        task = taken(leader)
        prints = dict(re.findall(r'name="(s\.\w+)"\s+value="(\w+)"', leader.get(task).text))
        answer = leader.post(f"{task}/tinh-lai", f__ket_luan="tra_lai", **prints)

    assert 'name="f.ly_do"' in answer.text
    assert 'name="f.ket_luan"' not in answer.text
    assert re.search(r'id="form-verb" hx-swap-oob="true">\s*Trả lại để sửa', answer.text)


def test_the_button_says_what_pressing_it_does(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader:
        clerk.start("Nghị quyết 12")
        task = taken(leader)
        leader.post(f"{task}/luu-tam", f__ket_luan="khong_duyet")
        page = leader.get(task).text
        leader.post("/ngon-ngu", language="en")
        english = leader.get(task).text

    assert re.search(r'id="form-verb">Không duyệt<', page)
    assert re.search(r'id="form-verb">Refuse<', english)


def test_a_request_is_withdrawn_by_its_button_and_only_once(office: Served) -> None:
    with desk(office, CLERK) as clerk:
        case = clerk.start("Nghị quyết 12")
        action = re.search(r'action="(/ho-so/\d+/thong-diep/\d+)"', clerk.get(case).text)
        assert action is not None
        first, second = clerk.post(action.group(1)), clerk.post(action.group(1))
        page = clerk.get(case).text

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Rút yêu cầu</button>" not in page


def test_ending_early_needs_a_reason_and_the_permission(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader:
        case = clerk.start("Nghị quyết 12")
        answers = [
            leader.post(f"{case}/ket-thuc-som", reason=" ").status_code,
            clerk.post(f"{case}/ket-thuc-som", reason="Trùng").status_code,
            leader.post(f"{case}/ket-thuc-som", reason="Trùng hồ sơ").status_code,
        ]
        history = clerk.get(f"{case}?muc=dien-bien").text

    assert answers == [400, 403, 303]
    assert "<blockquote>Trùng hồ sơ</blockquote>" in history
    assert "Kết thúc sớm" not in re.findall(r"<button[^>]*>([^<]*)", clerk_buttons(history))


def clerk_buttons(page: str) -> str:
    """Give the part of a page where a case's buttons stand."""
    return page[page.index("page-actions") : page.index('class="tabs"')]


def test_a_case_that_one_may_not_see_answers_like_one_that_does_not_exist(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, OUTSIDER) as outsider:
        case = clerk.start("Nghị quyết 12")
        hidden_case, no_case = outsider.get(case), outsider.get("/ho-so/1")
        listed = outsider.get("/ho-so?q=nghi+quyet").text

    code = re.compile(r"case_not_found / \w+|/ho-so/\d+|t0ken")
    assert hidden_case.status_code == no_case.status_code == 404
    assert code.sub("", hidden_case.text) == code.sub("", no_case.text)
    assert "SY-2026" not in listed


def test_words_without_marks_find_a_case(office: Served) -> None:
    with desk(office, CLERK) as clerk:
        clerk.start("Nghị quyết về ngân sách")

        assert "SY-2026-0001" in clerk.get("/ho-so?q=ngan+SACH").text
        assert "SY-2026-0001" not in clerk.get("/ho-so?q=dat+dai").text
        assert "SY-2026-0001" not in clerk.get("/ho-so?q=%3F%3F%3F").text
        assert "SY-2026-0001" in clerk.get("/ho-so?q=+").text


def test_progress_counts_what_its_lists_hold(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader:
        clerk.start("Nghị quyết 12", command_id="c" * 32)
        clerk.start("Nghị quyết 13", command_id="d" * 32)
        page = leader.get("/theo-doi").text
        late = leader.get("/theo-doi?nhom=overdue").text
        assert '<option value="LDVP" >Lãnh đạo Văn phòng</option>' in page
        own = leader.get("/theo-doi?don-vi=LDVP").text
        of_others = leader.get(f"/theo-doi?don-vi=LDVP&nguoi={CLERK}").text

    figures = re.findall(r'<strong class="numeric">(\d+)</strong>', page)
    assert figures == ["2", "0", "0", "0"]
    assert page.count("SY-2026-") == 2
    assert "SY-2026-" not in late
    assert "SY-2026-" in own
    assert "SY-2026-" not in of_others


def test_htmx_gets_its_errors_as_a_fragment_for_the_notice_area(office: Served) -> None:
    with desk(office, CLERK) as clerk:
        answer = clerk.client.get("/ho-so/1", headers={"HX-Request": "true"})

    assert answer.status_code == 404
    assert answer.headers["HX-Retarget"] == "#flash"
    assert "<html" not in answer.text


def test_a_form_without_proof_of_its_page_changes_nothing(office: Served) -> None:
    with desk(office, CLERK) as clerk:
        form = clerk.request_form("Nghị quyết 12")
        del clerk.client.headers["X-CSRF-Token"]
        answer = clerk.post(PROCESS, **form)
        listed = clerk.get("/ho-so").text

    assert answer.status_code == 403
    assert "SY-2026-" not in listed
