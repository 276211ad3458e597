"""Quản trị over the pages: law with a preview, units, people, sessions, access explained, and the log."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from api.accounts.csrf import SESSION_COOKIE, csrf_token
from engine.operations import Engine
from tests.integration.api.conftest import Served, sign_in
from tests.integration.pages.desk import Desk, desk, hidden
from tests.office import deploy, shipped

ADMIN, CLERK, LEADER, DEPUTY = "quantri", "le.kim.oanh", "bui.xuan.tuong", "luong.the.khai"
RULE = "/quan-tri/quy-tac/N-SY-DY.a"
PLACES = ("quy-tac", "quy-tac/N-SY-DY.a", "lich", "lich/ngay", "don-vi", "nguoi", "nhap", "phien", "vi-sao", "nhat-ky")


@pytest.fixture
def admin(engine: Engine, served: Served) -> Iterator[Desk]:
    """Give an administrator of an Office with the copying process."""
    deploy(engine, *shipped("sao_y_so_hoa"))
    with desk(served, ADMIN) as person:
        yield person


def fields_of(page: str) -> dict[str, str]:
    """Give the controls of the first form of a page with what stands in them, as a browser would send them."""
    form = page[page.index('<form class="work-form"') :]
    form = form[: form.index("</form>")]
    found = dict(re.findall(r'name="([\w.]+)"\s+value="([^"]*)"', form))
    for name, inner in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen.group(1) if chosen else ""
    found |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL))
    return {name: value for name, value in found.items() if name not in {"viec", "count_start_day", "may_suspend"}}


def test_a_rule_is_changed_after_a_preview_and_the_case_tells_why(admin: Desk, served: Served) -> None:
    with desk(served, CLERK) as clerk:
        case = clerk.start("Nghị quyết 12")
        fields = {**fields_of(admin.get(RULE).text), "amount": "3"}
        preview = admin.post(RULE, **fields, viec="xem-truoc")
        wordless = admin.post(RULE, **fields, viec="ap-dung")
        wrong = admin.post(RULE, **{**fields, "amount": "nhiều"}, viec="xem-truoc")
        applied = admin.post(RULE, **{**fields, "reason": "Nghị quyết mới"}, viec="ap-dung")
        again = admin.post(RULE, **{**fields, "amount": "4", "reason": "Muộn"}, viec="ap-dung")
        story, log = clerk.get(f"{case}?muc=dien-bien").text, admin.get("/quan-tri/nhat-ky").text
    assert "1 hồ sơ đổi hạn" in preview.text
    assert "1 hồ sơ ngoài phạm vi xem" in preview.text
    assert "Nghị quyết 12" not in preview.text  # an administrator reads no cases
    assert (wordless.status_code, wrong.status_code, applied.status_code, again.status_code) == (400, 400, 303, 409)
    assert re.search(r'id="amount"[^>]*aria-invalid="true"', wrong.text)
    assert "Tính lại hạn vì quy tắc N-SY-DY.a thay đổi" in story
    assert "Nghị quyết mới" in story
    assert "đổi quy tắc N-SY-DY.a" in log
    assert "Độ dài: 1 → 3" in log


def test_a_day_is_added_to_the_calendar_after_a_preview(admin: Desk, served: Served) -> None:
    with desk(served, CLERK) as clerk:
        clerk.start("Nghị quyết 12")
    day = {"date": "2026-11-26", "kind": "holiday", "status": "official", "name_vi": "Nghỉ bão"}
    nameless = admin.post("/quan-tri/lich/ngay", **{**day, "name_vi": ""}, viec="xem-truoc")
    preview = admin.post("/quan-tri/lich/ngay", **day, viec="xem-truoc")
    seen = hidden(preview.text, "seen")
    applied = admin.post("/quan-tri/lich/ngay", **day, seen=seen, reason="Bão số 9", viec="ap-dung")
    listed = admin.get("/quan-tri/lich?nam=2026").text
    dateless = admin.post("/quan-tri/lich/ngay", **{**day, "date": "hôm nay"}, viec="xem-truoc")
    assert "1 hồ sơ đổi hạn" in preview.text
    assert applied.headers["location"] == "/quan-tri/lich?bao=da-ap-dung&nam=2026"
    assert "Nghỉ bão" in listed
    assert (nameless.status_code, dateless.status_code) == (400, 400)


def test_a_unit_ends_with_a_successor_and_stays_readable(admin: Desk) -> None:
    listed = admin.get("/quan-tri/don-vi").text
    fields = {"name": "Sở Nội vụ", "valid_until": "2026-12-31", "successors": "STC"}
    ended = admin.post("/quan-tri/don-vi/SNV", **fields)
    loop = admin.post("/quan-tri/don-vi/SNV", **{**fields, "successors": "SNV"})
    made = admin.post("/quan-tri/don-vi/moi", code="SMOI", name="Sở Mới", external="1")
    twice = admin.post("/quan-tri/don-vi/moi", code="SMOI", name="Sở Mới")
    wrong = admin.post("/quan-tri/don-vi/moi", code="sở", name="")
    after = re.sub(r"\s+", " ", admin.get("/quan-tri/don-vi").text)
    assert "Ủy ban nhân dân huyện Thạch Lam (cũ)" in listed
    assert "Đã kết thúc" in listed
    assert "Kế thừa: Ủy ban nhân dân xã Thạch Lam" in re.sub(r"\s+", " ", listed)
    assert (ended.status_code, loop.status_code, made.status_code) == (303, 400, 303)
    assert (twice.status_code, wrong.status_code) == (409, 400)
    assert "Kế thừa: Sở Tài chính" in after
    assert "Sở Mới" in after


def test_a_person_gets_in_with_a_role_from_a_day_to_a_day(admin: Desk, served: Served) -> None:
    made = admin.post("/quan-tri/nguoi/moi", username="tran.moi", display_name="Trần Thị Mới", title="Chuyên viên")
    secret = re.search(r"<code>([\w-]{16})</code>", made.text)
    assert secret is not None
    page = "/quan-tri/nguoi/tran.moi"
    past = {"group.van_thu": "1", "until.van_thu": "2020-01-01", "viec": "vai-tro"}
    assert admin.client.post(page, data=past).status_code == 303
    assert "01/01/2020" in admin.get(page).text
    with served.anonymous() as client:
        assert sign_in(client, "tran.moi", secret.group(1)).status_code == 303
        own = {"password": "của riêng người mới", "again": "của riêng người mới"}
        proof = {"csrf_token": csrf_token(client.cookies[SESSION_COOKIE])}
        assert client.post("/dang-nhap/tiep", data={**own, **proof}).headers["location"] == "/"
        assert client.get("/lap-ho-so").text.count("/lap-ho-so/") == 0  # a role that is over gives nothing
        assert client.get("/quan-tri").status_code == 403
        now = {**past, "until.van_thu": "2099-01-01"}
        assert admin.client.post(page, data=now).status_code == 303
        assert client.get("/lap-ho-so").text.count("/lap-ho-so/") > 0
        reset = admin.post(page, viec="mat-khau")
        assert secret.group(1) not in reset.text
        assert client.get("/viec").status_code in {303, 401}
    backwards = {"group.van_thu": "1", "from.van_thu": "2026-02-01", "until.van_thu": "2026-01-01", "viec": "vai-tro"}
    assert admin.client.post(page, data=backwards).status_code == 400


def test_a_session_is_ended_by_its_mark(admin: Desk, served: Served) -> None:
    with desk(served, CLERK) as clerk:
        assert clerk.get("/viec").status_code == 200
        page = admin.get("/quan-tri/phien").text
        row = page[page.index(f"/quan-tri/nguoi/{CLERK}") :]
        assert admin.post("/quan-tri/phien", mark=hidden(row, "mark")).status_code == 303
        assert clerk.get("/viec").status_code in {303, 401}
    assert admin.post("/quan-tri/phien", mark="khong-co").status_code == 303


def test_whoever_goes_hands_over_the_open_work_in_the_same_command(admin: Desk, served: Served) -> None:
    page = f"/quan-tri/nguoi/{LEADER}"
    with desk(served, CLERK) as clerk, desk(served, LEADER) as leader, desk(served, DEPUTY) as deputy:
        case = clerk.start("Nghị quyết 12")
        task = leader.first_task()
        leader.post(f"{task}/nhan", version="1")
        shown = admin.get(page).text
        nobody = admin.post(page, viec="ngung", reason="Nghỉ hưu")
        wordless = admin.post(page, viec="ngung", receiver=DEPUTY)
        gone = admin.post(page, viec="ngung", receiver=DEPUTY, reason="Nghỉ hưu")
        story, taken = clerk.get(f"{case}?muc=dien-bien").text, deputy.get(task)
        outside = leader.get("/viec").status_code
    own = admin.post(f"/quan-tri/nguoi/{ADMIN}", viec="ngung", reason="Thử")
    assert "Đang giữ 1 việc" in shown
    assert "Nghị quyết 12" not in shown
    assert (nobody.status_code, wordless.status_code, gone.status_code, own.status_code) == (400, 400, 303, 400)
    assert "Nghỉ hưu" in story
    assert taken.status_code == 200
    assert outside in {303, 401}
    assert admin.post(page, viec="hoat-dong").status_code == 303


def test_access_is_explained_and_a_secret_case_answers_like_none(admin: Desk, engine: Engine, served: Served) -> None:
    with desk(served, CLERK) as clerk:
        case = clerk.start("Nghị quyết 12")
    key = case.rpartition("/")[2]
    with engine.unit_of_work() as uow:
        number = uow.connection.execute(text("SELECT business_id FROM process_instance")).scalar_one()
    ask = f"/quan-tri/vi-sao?nguoi={{}}&ho-so={number}"
    sees, blind = admin.get(ask.format(CLERK)).text, admin.get(ask.format("hoang.manh.cuong")).text
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE process_instance SET restricted = true"))
    secret, none = admin.get(ask.format(CLERK)), admin.get(f"/quan-tri/vi-sao?nguoi={CLERK}&ho-so=KHONG-CO")
    by_key = admin.get(f"/quan-tri/vi-sao?nguoi={CLERK}&ho-so={key}").text
    assert f"xem được hồ sơ {number}" in sees
    assert "Có tên trong hồ sơ" in sees
    assert f"không xem được hồ sơ {number}" in blind
    assert "Không có quyền đọc hồ sơ của quy trình này" in blind
    assert "Nghị quyết 12" not in sees + blind
    told = [page.replace(number, "").replace("KHONG-CO", "") for page in (secret.text, none.text)]
    plain = [re.sub(r'(csrf_token" value=|nonce=)"[^"]*"', "", page) for page in told]
    assert plain[0] == plain[1]
    assert "Không tìm thấy hồ sơ." in by_key


def test_the_log_verifies_the_chains_and_tells_what_was_altered(admin: Desk, engine: Engine) -> None:
    admin.post("/quan-tri/don-vi/moi", code="SMOI", name="Sở Mới")
    intact = admin.get("/quan-tri/nhat-ky?kiem-tra=1").text
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE audit_event SET actor = 'ai.khac' WHERE instance_key = 0"))
    altered = admin.get("/quan-tri/nhat-ky?kiem-tra=1").text
    assert "Nguyên vẹn đến 09:00 25/11/2026" in intact
    assert "thêm đơn vị SMOI" in intact
    assert "Nhật ký quản trị: sự kiện 1 bị sửa." in altered


def test_a_workbook_is_checked_and_nonsense_is_refused(admin: Desk) -> None:
    for asked in ("kiem-tra", "nhap"):
        files = {"tep": ("nguoi.xlsx", b"PK\x03\x04 nothing", "application/octet-stream")}
        answer = admin.client.post("/quan-tri/nhap", data={"viec": asked}, files=files)
        assert answer.status_code == 400
        assert "Tệp không phải bảng tính .xlsx đọc được." in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/quan-tri/quy-tac/%00",
        "/quan-tri/quy-tac/N-KHONG-CO.a",
        "/quan-tri/don-vi/%00",
        "/quan-tri/nguoi/%00",
        "/quan-tri/nguoi/khong.co",
        "/quan-tri/vi-sao?nguoi=%00&ho-so=%00",
        "/quan-tri/vi-sao?nguoi=le.kim.oanh&ho-so=%00",
        "/quan-tri/vi-sao?nguoi=le.kim.oanh&ho-so=" + "9" * 19,
        "/quan-tri/lich?nam=0",
        "/quan-tri/lich/ngay?ngay=%00",
        "/quan-tri/nhat-ky?trang=9999",
        "/quan-tri/quy-tac?q=%00",
    ],
)
def test_what_no_page_of_ours_asks_for_fails_nothing(admin: Desk, path: str) -> None:
    assert admin.get(path).status_code < 500
    if "?" not in path:
        fields = {
            "viec": "ap-dung",
            "amount": "9" * 40,
            "from_day": "0001-01-01",
            "extension_times": "²",
            "unit": "\x01",
        }
        assert admin.post(path, **fields).status_code < 500


@pytest.mark.parametrize("place", PLACES)
def test_nobody_else_opens_these_pages(admin: Desk, served: Served, place: str) -> None:
    with desk(served, LEADER) as leader:
        assert leader.get(f"/quan-tri/{place}").status_code == 403
        assert "/quan-tri" not in leader.get("/viec").text
    assert admin.get(f"/quan-tri/{place}").status_code == 200
