"""Journey 6: a mission from its bodies' reports to the recommendations that are followed up and closed.

The steps follow each other on GSCĐ-2026-0004 and stand in this order; dates are the engine's.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Enter
from tests.e2e.journeys.acting import PDF, Colleague, case_of, done, look_until, open_task, pick
from tests.e2e.product import Product
from tests.e2e.visitor import Visitor

KHUE, NGUYET, CUONG, SANG = "tran.minh.khue", "hoang.minh.nguyet", "hoang.manh.cuong", "ngo.dinh.sang"
LIEN, TUONG, VAN, LOC = "vu.bich.lien", "bui.xuan.tuong", "dang.thuy.van", "phung.ba.loc"
AN, THAM, ADMIN = "nguyen.hoai.an", "vu.hong.tham", "quantri"
MISSION = "GSCĐ-2026-0004"
BODIES = (
    "Ủy ban nhân dân tỉnh Hải Sơn",
    "Sở Nông nghiệp và Môi trường",
    "Ủy ban nhân dân phường Đông Giang",
    "Ủy ban nhân dân xã Thạch Lam",
    "Ủy ban nhân dân xã Vân Trạch",
)
SILENT = BODIES[-1]
TABLET = (820, 1180)
TOLD = "Tính lại hạn vì lịch ngày 24/11/2026 thay đổi"
COLUMNS = ("Kế hoạch đã gửi", "Báo cáo", "Buổi làm việc", "Yêu cầu bổ sung")


def row_of(person: Visitor, body: str) -> Locator:
    """Give a body's row in the table of the mission's page."""
    return person.main.get_by_role("row").filter(has=person.page.get_by_role("rowheader", name=body, exact=True))


def cell_of(person: Visitor, body: str, column: str) -> Locator:
    """Give the cell of a body under a column."""
    return row_of(person, body).get_by_role("cell").nth(COLUMNS.index(column))


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """Give a signed paper."""
    path = tmp_path / "Biên bản.pdf"
    path.write_bytes(PDF)
    return path


def registered(product: Product, number: str, body: str) -> None:
    """Let the registry enter a document on paper, and the leadership and the head of division hand it to Khuê."""
    registry = Colleague(product, LIEN)
    case = registry.start(
        "van_ban_den",
        do_mat="thuong",
        tiep_nhan="nhan",
        so_vb_den="co_quan_nha_nuoc",
        ngay_den="2026-11-25",
        loai_noi_gui="hdnd_ubnd_xa",
        nhom_viec="bao_cao",
        phuong_thuc="buu_dien",
        ket_qua_kiem_tra_chu_ky="khong_co",
        co_quan_gui=body,
        so_ky_hieu=number,
        ngay_van_ban="2026-11-24",
        loai_van_ban="BC",
        do_khan="thuong",
        trich_yeu="Báo cáo bổ sung khối lượng rác thu gom theo tháng",
        tep=[registry.upload("Báo cáo bản giấy.pdf")],
    )
    directed: dict[str, Any] = {"hinh_thuc_but_phe": "giai_quyet", "don_vi_chu_tri": "P-CTHDND"}
    directed |= {"noi_dung_chi_dao": "Phục vụ Đoàn giám sát", "han_xu_ly": "2026-11-30"}
    Colleague(product, TUONG).complete("but_phe", case=case, **directed)
    Colleague(product, VAN).complete("phan_cong", case=case, ket_luan="giao", nguoi_xu_ly=KHUE)


def test_1_the_page_of_the_mission_shows_bodies_against_steps(enter: Enter, product: Product) -> None:
    khue = enter(KHUE)
    khue.open(case_of(product, KHUE, MISSION))
    table = khue.main.get_by_role("table", name="Tình hình theo từng cơ quan, văn bản")
    for column in COLUMNS:
        expect(table.get_by_role("columnheader", name=column, exact=True)).to_be_visible()
    for body in BODIES:
        expect(cell_of(khue, body, "Kế hoạch đã gửi")).to_contain_text("Vũ Thị Bích Liên")
    for body in BODIES[:-1]:
        expect(cell_of(khue, body, "Báo cáo")).to_contain_text("Đã xong")
    empty = cell_of(khue, SILENT, "Báo cáo").locator(".late")
    expect(empty).to_have_text(re.compile(r"^\s*chưa gửi, đôn đốc 2 lần\s*$"))
    red, green, blue = (int(part) for part in re.findall(r"\d+", empty.evaluate("one => getComputedStyle(one).color")))
    assert red > 2 * max(green, blue), "it is red, and says so in words too"


def test_2_a_report_on_paper_is_recorded_from_the_register(enter: Enter, product: Product, paper: Path) -> None:
    registered(product, "152/BC-UBND", "X-TL")
    khue = enter(KHUE)
    mission = case_of(product, KHUE, MISSION)
    khue.open(mission)
    cell_of(khue, "Ủy ban nhân dân xã Thạch Lam", "Buổi làm việc").get_by_role("link").click()
    khue.fill({"Kết luận buổi làm việc": "Xã bổ sung số liệu theo tháng."})
    khue.attach("Biên bản", [paper])
    done(khue, "Xong biên bản")
    look_until(khue, mission, lambda: cell_of(khue, BODIES[3], "Yêu cầu bổ sung").get_by_role("link").count() > 0)
    expect(cell_of(khue, BODIES[3], "Yêu cầu bổ sung")).to_contain_text("Chưa gửi")
    cell_of(khue, BODIES[3], "Yêu cầu bổ sung").get_by_role("link").click()
    khue.button("Nhận xử lý").click()
    pick(khue, "Văn bản đến đã vào sổ", "152", "152/BC-UBND")
    expect(khue.main.get_by_role("textbox", name="Số, ký hiệu báo cáo bổ sung")).to_have_count(0)
    expect(khue.main.locator("input[type=file]")).to_have_count(0)
    done(khue, "Ghi nhận thay cơ quan")
    history = f"{mission}?muc=dien-bien"
    khue.open(history)
    said = "Trần Minh Khuê ghi nhận thay cơ quan: “Gửi báo cáo bổ sung: Ủy ban nhân dân xã Thạch Lam”."
    expect(khue.main.locator(".timeline")).to_contain_text(said)
    look_until(khue, mission, lambda: khue.main.get_by_role("link", name="152/BC-UBND").count() > 0)
    khue.open(f"{mission}?muc=tep")
    expect(khue.main).to_contain_text("Báo cáo bản giấy.pdf")


def test_3_minutes_written_in_the_commune_outlast_the_loss_of_the_network(
    enter: Enter, product: Product, paper: Path
) -> None:
    khue = enter(KHUE, size=TABLET)
    khue.open(case_of(product, KHUE, MISSION))
    cell_of(khue, SILENT, "Buổi làm việc").get_by_role("link").click()
    khue.button("Nhận xử lý").click()
    khue.fill({"Thời gian": "25/11/2026", "Thành phần": "Đoàn giám sát; Chủ tịch UBND xã Vân Trạch"})
    expect(khue.page.locator("#saved-note")).to_contain_text("Đã lưu tạm")
    khue.expected_failures = {"ERR_INTERNET_DISCONNECTED", "Failed to fetch", "htmx"}
    khue.page.context.set_offline(True)
    proceedings = "Xã báo cáo miệng: chưa tổng hợp được số liệu; Đoàn kiểm tra hai điểm tập kết."
    khue.fill({"Diễn biến": proceedings, "Kết luận buổi làm việc": "Xã gửi báo cáo trong tuần."})
    khue.button("Xong biên bản").click()
    expect(khue.flash).to_contain_text("Mất mạng: chưa gửi")
    expect(khue.main.get_by_role("textbox", name="Diễn biến")).to_have_value(proceedings)
    khue.page.context.set_offline(False)
    expect(khue.flash).to_contain_text("Đã có mạng lại")
    expect(khue.page.locator("#saved-note")).to_contain_text("Đã lưu tạm")
    elsewhere = enter(KHUE)
    elsewhere.open(khue.page.url.removeprefix(khue.url).partition("?")[0])
    expect(elsewhere.main.get_by_role("textbox", name="Diễn biến")).to_have_value(proceedings)
    khue.attach("Biên bản", [paper])
    done(khue, "Xong biên bản")


def test_4_the_head_of_the_mission_decides_on_the_silent_body_and_a_letter_begins_by_itself(
    enter: Enter, product: Product
) -> None:
    nguyet = enter(NGUYET, size=TABLET)
    open_task(nguyet, MISSION, "Cho ý kiến xử lý cơ quan không gửi báo cáo")
    nguyet.says(SILENT)
    choices = nguyet.main.get_by_role("radiogroup", name="Ý kiến xử lý").get_by_role("radio")
    expect(choices).to_have_count(3)
    nguyet.choose("Ý kiến xử lý", "Đôn đốc lần 3")
    nguyet.fill({"Nội dung chỉ đạo": "Gửi báo cáo trước phiên họp Đoàn."})
    done(nguyet, "Cho ý kiến")
    khue = enter(KHUE)
    open_task(khue, MISSION, f"Công văn đôn đốc lần 3: {SILENT}")
    khue.choose("Độ mật", "Không mật")
    khue.choose("Cách làm", "Soạn văn bản mới")
    expect(khue.main.get_by_role("textbox", name="Trích yếu nội dung")).to_have_value(re.compile("đôn đốc lần 3"))
    khue.choose("Cách làm", "Đã ban hành, ghi nhận số và ngày")
    khue.fill({"Số, ký hiệu": "699/HĐND-CTHĐND", "Ngày ban hành": "25/11/2026"})
    done(khue, "Ghi nhận")
    mission = case_of(product, KHUE, MISSION)
    again = cell_of(khue, SILENT, "Báo cáo")
    look_until(khue, mission, lambda: "đôn đốc 3 lần" in again.inner_text())
    khue.open(f"{mission}?muc=dien-bien")
    said = f"Đã đôn đốc {SILENT} lần 3 bằng văn bản 699/HĐND-CTHĐND."
    expect(khue.main.locator(".timeline")).to_contain_text(said)


RECOMMENDED = (
    ({"ubnd tinh": "Ủy ban nhân dân tỉnh Hải Sơn"}, "Ban hành đề án phân loại rác tại nguồn"),
    ({"so nong nghiep": "Sở Nông nghiệp và Môi trường"}, "Rà soát quy hoạch điểm xử lý chất thải"),
    ({"dong giang": BODIES[2], "thach lam": BODIES[3]}, "Di chuyển điểm tập kết rác"),
)
FOLLOW_UP = "Theo dõi kiến nghị sau giám sát"


def last_papers(product: Product) -> str:
    """Record what the bodies still owe, so that the report can be drafted; give the mission's key."""
    mission = case_of(product, KHUE, MISSION).removeprefix("/ho-so/")
    khue = Colleague(product, KHUE)
    khue.complete("nop_bao_cao_muon", case=mission, so_bao_cao="98/BC-UBND", ngay_bao_cao="2026-11-25")
    met = {"ngay": "2026-11-25", "thanh_phan": "Đoàn; UBND tỉnh", "dien_bien": "Nghe báo cáo", "ket_luan": "Đã rõ"}
    khue.complete("buoi_lam_viec", case=mission, bien_ban=[khue.upload("Biên bản.pdf")], **met)
    return mission


def recommend(person: Visitor, number: int, bodies: Mapping[str, str], result: str) -> None:
    """Fill in one of the report's recommendations, the first of which stands there already."""
    rows = person.main.locator("[id^=f-kien_nghi-][id$=-noi_dung_yeu_cau]")
    if number:
        person.main.locator("button[value='add:kien_nghi']").click()
    expect(rows).to_have_count(number + 1)
    field = f"#f-kien_nghi-{number}-"
    for words, name in bodies.items():
        person.main.locator(f"{field}co_quan_chu_tri").fill(words)
        person.page.get_by_role("option").filter(has_text=name).first.click()
        row = person.main.locator(".picker").filter(has=person.page.locator(f"{field}co_quan_chu_tri"))
        expect(row.get_by_role("checkbox", name=name)).to_be_checked()
    answers = {"nguoi_chiu_trach_nhiem": "Người đứng đầu", "san_pham_phai_hoan_thanh": result}
    for name, text in {"noi_dung_yeu_cau": result, "han_hoan_thanh": "31/03/2027", **answers}.items():
        person.main.locator(field + name).fill(text)
    person.main.locator(f"[name='f.kien_nghi.{number}.muc_do'][value=trung_binh]").check()


def concluded(product: Product, mission: str) -> None:
    """Let the report be adopted, signed and concluded, and the conclusion be sent."""
    khue = Colleague(product, KHUE)
    khue.complete("y_kien_du_thao", case=mission, y_kien_so_lieu="Thống nhất số liệu")
    adopted = {"tan_thanh": 4, "thong_nhat": "thong_nhat", "ngay_thong_qua": "2026-11-25"}
    Colleague(product, LOC).complete("hop_thong_nhat", case=mission, **adopted)
    for number in ("95/BC-ĐGS", "96/TB-HĐND"):  # the signed report, then the conclusion
        issued: dict[str, Any] = {"do_mat": "thuong", "cach_lam": "ghi_nhan", "so_ky_hieu": number}
        khue.complete("lap_phieu", case=mission, ngay="2026-11-25", **issued)
    sent: dict[str, Any] = {"so_cong_van": "720/HĐND-CTHĐND", "ngay_gui": "2026-11-25"}
    Colleague(product, LIEN).complete("gui_ket_luan", case=mission, **sent)
    khue.complete("quyet_toan", case=mission, da_lap_ho_so=True)


def follow_ups(person: Visitor) -> Locator:
    """Give the links to the follow-ups on the mission's page."""
    return person.main.locator(".side-box li").filter(has_text=FOLLOW_UP).get_by_role("link")


def test_5_three_recommendations_one_to_two_bodies_become_four_follow_ups(
    enter: Enter, product: Product, paper: Path
) -> None:
    mission = last_papers(product)
    khue = enter(KHUE)
    open_task(khue, MISSION, "Dự thảo báo cáo kết quả")
    khue.says("98/BC-UBND (gửi sau đôn đốc lần 3)")
    texts = ("Tóm tắt", "Kết quả đạt được", "Tồn tại, hạn chế", "Nguyên nhân, trách nhiệm")
    khue.fill(dict.fromkeys(texts, "Theo báo cáo và kết quả kiểm tra thực tế."))
    khue.fill({"Nêu trong báo cáo về cơ quan không gửi báo cáo": "UBND xã Vân Trạch gửi báo cáo sau ba lần đôn đốc."})
    for number, (bodies, result) in enumerate(RECOMMENDED):
        recommend(khue, number, bodies, result)
    pick(khue, "Người theo dõi kiến nghị", "manh cuong", "Hoàng Mạnh Cường")
    khue.main.locator("#f-kien_nghi-1-dau_moi").fill("dinh sang")
    khue.page.get_by_role("option").filter(has_text="Ngô Đình Sáng").click()
    khue.attach("Báo cáo", [paper])
    done(khue, "Gửi dự thảo lấy ý kiến")
    concluded(product, mission)
    look_until(khue, f"/ho-so/{mission}", lambda: follow_ups(khue).count() == len(RECOMMENDED) + 1)
    titles = sorted(follow_ups(khue).all_inner_texts())
    bodies_followed = [name for bodies, _ in RECOMMENDED for name in bodies.values()]
    assert sorted(title.rpartition(" – ")[2] for title in titles) == sorted(bodies_followed)
    shared = follow_ups(khue).filter(has_text=RECOMMENDED[2][1])
    expect(shared).to_have_count(2)
    addresses = [one.get_attribute("href") or "" for one in shared.all()]
    for address in addresses:
        khue.open(address)
        khue.says("Kiến nghị chung", f"{MISSION}/KN3")


LATE = "KNGS-2026-0019"


def test_6_a_recommendation_past_its_date_and_its_explanation_goes_up_the_ladder(
    enter: Enter, product: Product
) -> None:
    cuong = enter(CUONG)
    cuong.open(case_of(product, CUONG, LATE))
    explanation = cuong.main.locator(".side-box").filter(
        has=cuong.page.get_by_role("heading", name="Giải trình theo Điều 40")
    )
    expect(explanation).to_contain_text("Quá hạn")
    explanation.get_by_text("Cách tính hạn").click()
    expect(explanation).to_contain_text("24/11/2026")
    expect(explanation).to_contain_text(f"{UNSURE}: 25/11/2026")
    open_task(cuong, LATE, "Đề xuất bước tiếp theo")
    cuong.says("Bước 2: đôn đốc tiếp", "Bỏ bước phải ghi lý do và do Thường trực HĐND quyết định.")
    cuong.fill({"Bước đề nghị": "4"})
    cuong.expected_refusals = {400}
    cuong.button("Trình Thường trực").click()
    expect(cuong.main.locator(".error-summary")).to_contain_text("Lý do bỏ bước")
    cuong.fill({"Lý do bỏ bước": "Sở đã được đôn đốc, không giải trình."})
    done(cuong, "Trình Thường trực")
    nguyet = enter(NGUYET)
    open_task(nguyet, LATE, "Quyết định bước tiếp theo")
    nguyet.says("Bước 2: đôn đốc tiếp", "Bước 4: đưa vào phiên giải trình", "không giải trình")
    nguyet.choose("Quyết định", "Sang bước tiếp theo")
    nguyet.fill({"Bước sẽ thực hiện": "4"})
    nguyet.expected_refusals = {400}
    nguyet.button("Gửi quyết định").click()
    expect(nguyet.main.locator(".error-summary")).to_contain_text("Lý do")
    nguyet.fill({"Lý do": "Đồng ý đưa vào phiên giải trình tháng 12."})
    done(nguyet, "Gửi quyết định")
    nguyet.open(f"{case_of(product, CUONG, LATE)}?muc=dien-bien")
    expect(nguyet.main.locator(".timeline")).to_contain_text("Đồng ý đưa vào phiên giải trình tháng 12.")


UNSURE = "24/11/2026 chưa có thông báo nghỉ, đang tính là ngày làm việc; nếu nghỉ"
READERS = {  # of the cases that the day touches
    LATE: CUONG,
    "GSCĐ-2026-0003": KHUE,
    "ĐT-2026-0451": "nguyen.hoai.an",
    "VBĐ-2026-0902": "le.kim.oanh",
}


def apply(admin: Visitor, reason: str) -> None:
    """Apply what the preview shows."""
    admin.main.get_by_label("Lý do thay đổi").fill(reason)
    admin.button("Áp dụng và tính lại hạn").click()
    expect(admin.main.get_by_role("heading", name="Một ngày của lịch làm việc")).to_have_count(0)


def preview(admin: Visitor, values: Mapping[str, str]) -> None:
    """Look at what 24/11/2026 would do with these values."""
    admin.open("/quan-tri/lich/ngay?ngay=24/11/2026")
    admin.main.locator("#kind").select_option(values["kind"])
    admin.main.locator("#status").select_option(values["status"])
    admin.main.locator("#name_vi").fill(values["name_vi"])
    admin.button("Xem trước").click()


def test_7_a_day_off_moves_dates_tells_how_many_before_and_each_case_after(enter: Enter, product: Product) -> None:
    readers = {number: enter(reader) for number, reader in READERS.items()}
    touched = []
    for number, person in readers.items():
        person.open(case_of(product, READERS[number], number))
        if UNSURE in (person.main.text_content() or ""):
            touched.append(number)
    assert {LATE, "GSCĐ-2026-0003"} <= set(touched)
    received = {"gui_den": "hdnd_tinh", "khoa": 19, "ngay_nhan": "2026-11-20", "nguon": "tiep_dan", "nguoi_xu_ly": AN}
    secret = Colleague(product, LIEN).start("don_thu", **received)  # nobody else knows of it until it is classified
    admin = enter(ADMIN)
    admin.open("/quan-tri/lich/ngay?ngay=24/11/2026")
    before = {name: admin.main.locator(f"#{name}").input_value() for name in ("kind", "status", "name_vi")}
    preview(admin, {"kind": "swap_off", "status": "official", "name_vi": "Nghỉ Ngày Văn hóa Việt Nam"})
    expect(admin.main.get_by_role("heading", name=f"{len(touched)} hồ sơ đổi hạn")).to_be_visible()
    expect(admin.main).not_to_contain_text(re.compile("T[CN]-2026"))
    apply(admin, "Thông báo nghỉ chính thức")
    for number in touched:
        person = readers[number]
        person.open(f"{case_of(product, READERS[number], number)}?muc=dien-bien")
        told = person.main.locator(".timeline li").filter(has_text=TOLD)
        expect(told).to_have_count(1)
    readers[LATE].open(case_of(product, CUONG, LATE))
    readers[LATE].says("Hạn 25/11/2026: 15 ngày kể từ 09/11/2026")
    officer = enter(AN)
    officer.open(f"/ho-so/{secret}?muc=dien-bien")
    officer.says(TOLD)
    preview(admin, before)
    apply(admin, "Thông báo đã thu hồi")


def test_8_the_contact_of_a_body_sees_its_own_work_and_nothing_else(enter: Enter, product: Product) -> None:
    mission = case_of(product, KHUE, MISSION)
    cuong = enter(CUONG)
    open_task(cuong, RECOMMENDED[1][1], "Giao kiến nghị cho cơ quan")
    cuong.fill({"Số, ký hiệu công văn giao": "721/HĐND-THTTDN", "Ngày giao": "25/11/2026"})
    done(cuong, "Đã giao kiến nghị")
    sang = enter(SANG)
    progress = sang.main.get_by_role("row").filter(has_text="Cập nhật tiến độ")
    look_until(sang, "/viec", lambda: progress.count() > 0)
    expect(progress).to_have_count(1)
    progress.get_by_role("link").first.click()
    sang.says("Rà soát quy hoạch điểm xử lý chất thải")
    for other in (BODIES[0], BODIES[2], BODIES[3], SILENT, "Dự thảo báo cáo"):
        expect(sang.main).not_to_contain_text(other)
    for tab in ("mine", "cooperate", "inform", "waiting", "done"):
        sang.open(f"/viec?tab={tab}")
        expect(sang.main).not_to_contain_text(re.compile("Thạch Lam|Đông Giang|Vân Trạch|Dự thảo"))
    sang.open("/ho-so?q=giam+sat")
    expect(sang.main).not_to_contain_text("GSCĐ")
    sang.expected_refusals = {404}
    sang.open(mission)
    expect(sang.page.locator("body")).to_contain_text("Không tìm thấy hồ sơ")


def test_9_an_extension_beyond_the_rule_is_refused_and_says_who_decides(enter: Enter, product: Product) -> None:
    chief = enter(TUONG)
    chief.open(case_of(product, TUONG, "KNGS-2026-0018"))
    chief.link("Gia hạn").click()
    chief.fill({"Lý do": "Sở Tài chính xin thêm thời gian"})
    chief.expected_refusals = {400}
    chief.button("Gia hạn").click()
    chief.says(
        "Quy tắc N-KG-QH.a", "không cho gia hạn", "Thường trực HĐND quyết định thời hạn mới", "Chưa có gì thay đổi"
    )
    chief.open(case_of(product, TUONG, "KNGS-2026-0018"))
    chief.says("15/12/2026")


def carried_out(product: Product, case: str) -> None:
    """Let a follow-up be assigned, reported as done, assessed and confirmed."""
    cuong, tham = Colleague(product, CUONG), Colleague(product, THAM)
    cuong.complete("giao_kien_nghi", case=case, cong_van_giao="722/HĐND", ngay_giao="2026-11-25")
    reported: dict[str, Any] = {"ty_le": 100, "viec_tiep": "hoan_thanh", "van_ban_bao_cao": "9/BC"}
    cuong.complete("cap_nhat_tien_do", case=case, **reported)
    tham.complete("tham_dinh", case=case, ket_qua_tham_dinh="hoan_thanh")
    tham.complete("xac_nhan", case=case, ngay_xac_nhan_hoan_thanh="2026-11-25")


def test_10_a_mission_with_unfinished_recommendations_is_not_closed(enter: Enter, product: Product) -> None:
    khue = enter(KHUE)
    khue.open(case_of(product, KHUE, MISSION))
    shared = follow_ups(khue).filter(has_text=RECOMMENDED[2][1])
    for address in [one.get_attribute("href") or "" for one in shared.all()]:
        carried_out(product, address.removeprefix("/ho-so/"))
    nguyet = enter(NGUYET)
    open_task(nguyet, MISSION, "Đóng hồ sơ giám sát")
    nguyet.fill({"Nhận xét khi đóng hồ sơ": "Đã kết luận"})
    nguyet.expected_refusals = {409}
    nguyet.button("Đóng hồ sơ").click()
    expect(nguyet.flash).to_contain_text("Chưa đóng được: còn 2 kiến nghị")
    left = nguyet.main.locator(".notice-box").filter(has_text="Chưa đóng được: còn 2 kiến nghị").get_by_role("link")
    expect(left).to_have_count(2)
    name = RECOMMENDED[0][1]
    left.filter(has_text=name).click()
    expect(nguyet.main.get_by_role("heading", level=1)).to_contain_text(name)
