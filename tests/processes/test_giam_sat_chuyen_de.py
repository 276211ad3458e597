"""P17, an oversight mission from the outline to the end of its recommendations, driven over HTTP by its people."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.office import MovingClock
from tests.processes.driving import NO_CONTENT, Driver
from tests.processes.flows import Flows

PROCESS, FOLLOW_UP, RECORDING = "giam_sat_chuyen_de", "theo_doi_kien_nghi_giam_sat", "ghi_nhan_ket_qua"
OUTGOING = "van_ban_di"
KHUE, OANH, CUONG = "tran.minh.khue", "le.kim.oanh", "hoang.manh.cuong"  # Khuê and Oanh support the mission
NGUYET, LOC, THAM = "hoang.minh.nguyet", "phung.ba.loc", "vu.hong.tham"  # its head, its deputy, a member
MAN = "quach.thi.man"  # a delegate who is in no mission here
LIEN = "vu.bich.lien"  # the registry
OUTLINE = {
    "ten_chuyen_de": "việc quản lý, xử lý chất thải rắn sinh hoạt",
    "chu_the": "thuong_truc",
    "muc_dich": "Đánh giá việc thực hiện chính sách",
    "pham_vi": "Toàn tỉnh",
    "thoi_ky_tu": "2023-01-01",
    "thoi_ky_den": "2026-06-30",
}
MISSION = {"truong_doan": NGUYET, "pho_doan": [LOC], "thanh_vien": [THAM], "to_giup_viec": [KHUE, OANH]}
BODIES = [
    {
        "co_quan": "SNNMT",
        "hinh_thuc_doi_tuong": "truc_tiep",
        "ngay_du_kien": "2027-02-10",
        "han_nop_bao_cao": "2027-01-15",
    },
    {"co_quan": "STC", "hinh_thuc_doi_tuong": "qua_bao_cao", "han_nop_bao_cao": "2027-01-15"},
]
SENT = {"so_cong_van": "402/HĐND-CTHĐND", "ngay_gui": "2026-11-25"}


@pytest.fixture
def office(drive: Callable[..., Driver]) -> Driver:
    """Give the driver of the mission and of what it calls."""
    return drive(PROCESS, RECORDING, OUTGOING, FOLLOW_UP)


def proposed(office: Driver, **changes: Any) -> str:
    case = office.start(KHUE, {**OUTLINE, **changes})
    office.complete(KHUE, case, "du_kien_doan", **MISSION)
    return case


def one(office: Driver, username: str, case: str, element: str, **variables: Any) -> None:
    """Complete one of the open tasks of an element."""
    task = next(task for task in office.tasks(username, case) if task["elementId"] == element)
    answer = office.try_to_complete(username, task, variables)
    assert answer.status_code == NO_CONTENT, answer.text
    office.work()


def recorded(office: Driver, username: str, case: str, number: str) -> None:
    """Record the document, issued elsewhere, in the latest case that the mission called."""
    called = office.called(username, case)[-1]
    [task] = office.tasks(username, called)
    answers = (
        {"so_ky_hieu": number, "ngay_van_ban": "2026-11-25"}
        if task["elementId"] == "ghi_nhan"
        else {"do_mat": "thuong", "cach_lam": "ghi_nhan", "so_ky_hieu": number, "ngay": "2026-11-25"}
    )
    office.complete(username, called, task["elementId"], **answers)
    office.work()


def planned(office: Driver, *, bodies: list[dict[str, Any]] = BODIES, revised: bool = False, **changes: Any) -> str:
    """Bring a mission to where the bodies' reports are awaited."""
    case = proposed(office, **changes)
    decider = THAM if changes.get("chu_the") == "ban" else NGUYET
    office.complete(decider, case, "xem_xet", ket_luan="dong_y")
    recorded(office, KHUE, case, "421/QĐ-HĐND")
    assert office.state(KHUE, case) == ("ACTIVE", "da_thanh_lap_doan")
    for result in ("sua", "thong_qua") if revised else ("thong_qua",):
        plan = {"noi_dung": "Thu gom, xử lý rác", "ngay_bat_dau": "2027-02-01", "phan_cong": "Theo phụ lục"}
        office.complete(KHUE, case, "lap_ke_hoach", doi_tuong=bodies, **plan)
        office.complete(OANH, case, "de_cuong_bao_cao", muc_de_cuong=[{"tieu_de_muc": "Tình hình chung"}])
        office.complete(LOC, case, "hop_doan", thong_qua=result, y_kien_doan="Bổ sung số liệu 2025")
    assert office.task(LIEN, case, "gui_ke_hoach")["dueDate"] is not None
    office.complete(LIEN, case, "gui_ke_hoach", **SENT)
    office.work()
    assert office.state(KHUE, case) == ("ACTIVE", "nhan_bao_cao")
    return case


def visited(office: Driver, case: str, **minutes: Any) -> None:
    file = office.upload(KHUE, "Biên bản.pdf")
    met = {"ngay": "2027-02-10", "thanh_phan": "Đoàn và Sở", "dien_bien": "Nghe báo cáo", "ket_luan": "Đã rõ"}
    one(office, KHUE, case, "buoi_lam_viec", bien_ban=[file], **met, **minutes)


def recommendation(bodies: str, product: str) -> dict[str, Any]:
    """Give a recommendation to one body, or to several with a space between them."""
    return {
        "noi_dung_yeu_cau": f"Kiến nghị {bodies}",
        "co_quan_chu_tri": bodies.split(),
        "nguoi_chiu_trach_nhiem": "Giám đốc Sở",
        "san_pham_phai_hoan_thanh": product,
        "han_hoan_thanh": "2027-12-31",
        "muc_do": "trung_binh",
    }


def drafted(office: Driver, case: str, *bodies: str, **more: Any) -> None:
    report = office.upload(KHUE, "Dự thảo báo cáo.pdf")
    written = {"tom_tat": "Tóm tắt", "ket_qua_dat_duoc": "Thu gom tăng", "han_che": "Chôn lấp", "nguyen_nhan": "Vốn"}
    asked = [recommendation(body, f"Kế hoạch của {body}") for body in bodies]
    office.complete(
        KHUE, case, "du_thao_bao_cao", tep=[report], kien_nghi=asked, nguoi_theo_doi=CUONG, **written, **more
    )


def concluded(office: Driver, case: str) -> list[str]:
    """Bring a drafted report to its follow-ups; give their cases."""
    office.complete(LOC, case, "hop_thong_nhat", tan_thanh=3, thong_nhat="thong_nhat", ngay_thong_qua="2027-03-01")
    recorded(office, KHUE, case, "88/BC-ĐGS")
    recorded(office, KHUE, case, "58/TB-HĐND")
    before = set(office.called(KHUE, case))
    assert office.state(KHUE, case) == ("ACTIVE", "da_ket_luan")
    office.complete(LIEN, case, "gui_ket_luan", **SENT)
    office.work()
    assert office.state(KHUE, case) == ("ACTIVE", "theo_doi")
    one(office, KHUE, case, "quyet_toan", da_lap_ho_so=True)
    return [key for key in office.called(KHUE, case) if key not in before]


def carried_out(office: Driver, follow_up: str) -> None:
    office.complete(CUONG, follow_up, "cap_nhat_tien_do", ty_le=100, viec_tiep="hoan_thanh", van_ban_bao_cao="9/BC-S")
    office.complete(THAM, follow_up, "tham_dinh", ket_qua_tham_dinh="hoan_thanh")
    office.complete(THAM, follow_up, "xac_nhan", ngay_xac_nhan_hoan_thanh="2027-06-01")
    office.work()


def assigned(office: Driver, follow_up: str) -> None:
    office.complete(CUONG, follow_up, "giao_kien_nghi", cong_van_giao="701/HĐND", ngay_giao="2027-03-05")
    office.work()


def report_of(office: Driver, case: str) -> None:
    one(office, OANH, case, "nop_bao_cao", so_bao_cao="512/BC-SNNMT", ngay_bao_cao="2027-01-10")


def test_a_mission_is_returned_then_refused(office: Driver) -> None:
    case = proposed(office)
    office.complete(NGUYET, case, "xem_xet", ket_luan="tra_lai", ly_do="Thêm thành viên Ban Dân tộc")
    office.complete(KHUE, case, "du_kien_doan", **MISSION)
    office.complete(NGUYET, case, "xem_xet", ket_luan="khong", ly_do="Trùng chương trình kiểm toán")
    assert office.state(KHUE, case) == ("COMPLETED", "huy")


def test_members_and_support_team_are_roles_of_this_case_only(office: Driver) -> None:
    case = planned(office)
    for outsider in (MAN, CUONG):
        assert office.person(outsider).get(f"/v2/process-instances/{case}").status_code == 404
        assert office.tasks(outsider, case) == []
    assert {task["elementId"] for task in office.tasks(OANH, case)} == {"nop_bao_cao"}
    assert office.tasks(OANH, case)[0]["candidateGroups"] == ["vai_tro:to_giup_viec"]


def test_a_member_named_later_takes_part_and_one_whose_role_has_ended_sees_nothing_more(
    office: Driver, clock: MovingClock
) -> None:
    case = planned(office)
    named = {"username": MAN, "role": "doan", "reason": "Thay bà Thắm nghỉ", "last_day": "2027-06-30"}
    office.post_form(KHUE, f"/ho-so/{case}/nguoi", **named)
    assert office.case(MAN, case)["processInstanceKey"] == case
    [role] = re.findall(r"/ho-so/\d+/nguoi/(\d+)/thoi\b", office.rows(KHUE, f"/ho-so/{case}/nguoi", "Vũ Thị Hồng Thắm"))
    office.post_form(KHUE, f"/ho-so/{case}/nguoi/{role}/thoi", reason="Nghỉ thai sản")
    assert office.person(THAM).get(f"/v2/process-instances/{case}").status_code == 404
    assert office.tasks(THAM, case) == []
    for body in range(len(BODIES)):
        one(office, OANH, case, "nop_bao_cao", so_bao_cao=f"{body}/BC", ngay_bao_cao="2027-01-10")
    history = office.person(MAN).get(f"/ho-so/{case}?muc=dien-bien").text
    assert "Trần Minh Khuê đưa Quách Thị Mận vào hồ sơ: Đoàn giám sát." in history
    assert "Trần Minh Khuê cho Vũ Thị Hồng Thắm thôi vai trò Đoàn giám sát." in history
    office.complete(KHUE, case, "nghien_cuu", phieu_nghien_cuu="Đủ số liệu")
    visited(office, case)
    drafted(office, case, "SNNMT")
    office.complete(KHUE, case, "y_kien_du_thao", y_kien_so_lieu="Thống nhất")
    assert office.tasks(THAM, case) == []
    assert [task["elementId"] for task in office.tasks(MAN, case)] == ["hop_thong_nhat"]
    clock.moment = datetime.fromisoformat("2027-07-01T02:00:00+00:00")
    assert office.person(MAN).get(f"/v2/process-instances/{case}").status_code == 404
    assert office.tasks(MAN, case) == []


def test_each_body_is_named_where_its_report_is_awaited(office: Driver) -> None:
    case = planned(office)
    desk = office.person(OANH).get("/viec").text
    history = office.person(OANH).get(f"/ho-so/{case}?muc=dien-bien").text
    form = office.person(OANH).get(f"/viec/{office.tasks(OANH, case)[0]['userTaskKey']}").text
    for body in ("Sở Nông nghiệp và Môi trường", "Sở Tài chính"):
        assert f"Gửi báo cáo và bảng số liệu – {body}" in desk
        assert f"Gửi báo cáo và bảng số liệu: {body}" in history
    assert "SNNMT" not in desk + history + form
    report_of(office, case)
    awaited = office.rows(OANH, f"/ho-so/{case}", '<th scope="row">Sở Tài chính</th>')
    received = office.rows(OANH, f"/ho-so/{case}", '<th scope="row">Sở Nông nghiệp và Môi trường</th>')
    assert ("Chưa gửi" in awaited, "Chưa gửi" in received) == (True, False)


def urged_twice(office: Driver, clock: MovingClock, case: str) -> None:
    """Let one body stay silent through two letters and until its report is given up."""
    for moment, number in (("2027-01-19T03", "661/HĐND-CTHĐND"), ("2027-01-26T03", "684/HĐND-CTHĐND")):
        clock.moment = datetime.fromisoformat(f"{moment}:00:00+00:00")
        office.work()
        letter = office.called(KHUE, case)[-1]
        recorded(office, OANH, case, number)
        assert office.variables(KHUE, letter)["ban_hanh"]["so_ky_hieu"] == number
    clock.moment = datetime.fromisoformat("2027-02-20T03:00:00+00:00")
    office.work()


@pytest.mark.parametrize("late", [True, False])
def test_a_silent_body_is_urged_a_third_time_and_reports_late_or_never(
    office: Driver, clock: MovingClock, late: bool
) -> None:
    case = planned(office)
    report_of(office, case)
    urged_twice(office, clock, case)
    page = office.rows(KHUE, f"/ho-so/{case}", '<th scope="row">Sở Tài chính</th>')
    assert ("đôn đốc 2 lần" in page, "chưa gửi" in page) == (True, True)
    one(office, NGUYET, case, "cho_y_kien_khong_gui", y_kien="don_doc_lan_3", noi_dung_chi_dao="Hạn cuối")
    recorded(office, KHUE, case, "699/HĐND-CTHĐND")
    history = office.person(KHUE).get(f"/ho-so/{case}?muc=dien-bien").text
    assert "Đã đôn đốc Sở Tài chính lần 3 bằng văn bản 699/HĐND-CTHĐND." in history
    if late:
        one(office, KHUE, case, "nop_bao_cao_muon", so_bao_cao="98/BC-STC", ngay_bao_cao="2027-02-22")
    else:
        clock.forward(days=10)
        office.work()
    [decided] = office.variables(KHUE, case)["y_kien_khong_gui"]
    assert (decided["bao_cao"] or {}).get("so_ky_hieu") == ("98/BC-STC" if late else None)
    page = office.rows(KHUE, f"/ho-so/{case}", '<th scope="row">Sở Tài chính</th>')
    assert ("chưa gửi, đôn đốc 3 lần" in page) is not late


def test_one_body_is_late_and_three_recommendations_are_followed_until_all_are_done(
    office: Driver, clock: MovingClock
) -> None:
    """Scenarios 6 and 7 of the acceptance list: reminders, mention in the report, one follow-up a recommendation."""
    case = planned(office)
    report_of(office, case)
    urged_twice(office, clock, case)
    assert office.visits(KHUE, case, "don_doc") == ["COMPLETED", "COMPLETED"]
    assert office.visits(KHUE, case, "bao_thuong_truc") == ["COMPLETED"]
    assert [report["khong_gui"] for report in office.variables(KHUE, case)["bao_cao_nhan"]] == [False, True]
    one(office, NGUYET, case, "cho_y_kien_khong_gui", y_kien="neu_trong_bao_cao")
    recorded(office, KHUE, case, "699/HĐND-CTHĐND")
    one(office, KHUE, case, "nghien_cuu", phieu_nghien_cuu="Số liệu chưa khớp")
    visited(office, case)
    silent = office.task(KHUE, case, "du_thao_bao_cao")
    unmentioned = office.try_to_complete(KHUE, silent, {"tom_tat": "Tóm tắt"})
    assert "nhan_xet_khong_gui" in {found["field"] for found in unmentioned.json()["errors"]}
    drafted(office, case, "SNNMT", "STC SXD", nhan_xet_khong_gui="Sở Tài chính không gửi báo cáo")
    office.complete(KHUE, case, "y_kien_du_thao", y_kien_so_lieu="Thống nhất số liệu")
    follow_ups = concluded(office, case)
    assert len(follow_ups) == 3
    shared = [office.variables(CUONG, follow_up)["kien_nghi_chung"].rpartition("/")[2] for follow_up in follow_ups]
    assert shared == ["KN1", "KN2", "KN2"]
    for follow_up in follow_ups:
        assigned(office, follow_up)
        assert office.case(CUONG, follow_up)["parentProcessInstanceKey"] == case
    for follow_up in follow_ups[:2]:
        carried_out(office, follow_up)
        assert office.state(KHUE, case) == ("ACTIVE", "theo_doi")
    too_early = office.try_to_complete(
        NGUYET, office.task(NGUYET, case, "dong_ho_so"), {"nhan_xet_dong": "Các kiến nghị đã thực hiện"}
    )
    assert (too_early.status_code, too_early.json()["code"]) == (409, "cases_unfinished")
    assert "còn 1 kiến nghị" in too_early.json()["detail"]
    last = follow_ups[2]
    office.complete(CUONG, last, "cap_nhat_tien_do", ty_le=60, viec_tiep="hoan_thanh", van_ban_bao_cao="7/BC-SXD")
    office.complete(THAM, last, "tham_dinh", ket_qua_tham_dinh="hoan_thanh_mot_phan", nhan_xet="Còn thiếu")
    new_date = {"dong_y_gia_han": "dong_y", "han_moi": "2028-03-31", "ly_do_gia_han": "Chờ vốn"}
    office.complete(NGUYET, last, "duyet_gia_han", **new_date)
    office.work()
    assert office.state(KHUE, case) == ("ACTIVE", "theo_doi")
    carried_out(office, last)
    office.complete(NGUYET, case, "dong_ho_so", nhan_xet_dong="Các kiến nghị đã thực hiện")
    assert office.state(KHUE, case) == ("COMPLETED", "dong")


@pytest.mark.parametrize("subject", ["hdnd", "ban"])
def test_a_plan_and_a_report_are_revised_and_a_violation_is_acted_on(
    office: Driver, clock: MovingClock, subject: str
) -> None:
    case = planned(office, bodies=BODIES[:1], revised=True, chu_the=subject)
    report_of(office, case)
    office.complete(KHUE, case, "nghien_cuu", phieu_nghien_cuu="Đủ số liệu")
    visited(office, case, yeu_cau_bo_sung="Khối lượng rác 2025", han_bo_sung="2027-02-20", can_xu_ly_ngay=True)
    one(office, OANH, case, "bao_cao_bo_sung", so_bo_sung="31/BC-SNNMT", ngay_bo_sung="2027-02-15")
    recorded(office, NGUYET, case, "77/HĐND-CTHĐND")
    drafted(office, case, "SNNMT")
    clock.forward(days=30)
    office.work()
    office.complete(THAM, case, "hop_thong_nhat", tan_thanh=1, thong_nhat="sua")
    drafted(office, case, "SNNMT")
    office.complete(KHUE, case, "y_kien_du_thao", y_kien_so_lieu="Không có ý kiến")
    [follow_up] = concluded(office, case)
    assigned(office, follow_up)
    carried_out(office, follow_up)
    office.complete(THAM if subject == "ban" else NGUYET, case, "dong_ho_so", nhan_xet_dong="Đã xong")
    assert office.state(KHUE, case) == ("COMPLETED", "dong")


def test_every_sequence_flow_was_travelled(flows: Flows) -> None:
    """Stand last in this file: it judges what the scenarios above have travelled."""
    assert flows.missing(PROCESS) == frozenset()
    assert flows.missing(RECORDING) == frozenset()
