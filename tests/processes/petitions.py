"""P25 as its tests walk it: its people, a letter, and the common acts from its receipt to what its sender is told."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import pytest

from tests.processes.driving import Driver
from tests.processes.incoming import letter

PROCESS = "don_thu"
OVERSIGHT = "giam_sat_don"
LIEN, AN = "vu.bich.lien", "nguyen.hoai.an"  # the registry clerk who receives, the officer who handles
TUONG, HAO = "bui.xuan.tuong", "mai.thanh.hao"  # the chief and a deputy, who sign
OTHERS = ("le.kim.oanh", "nguyen.huu.thong", TUONG, HAO, "luu.trong.nghia")
RECEIVED = {"gui_den": "hdnd_tinh", "khoa": 19, "ngay_nhan": "2026-11-24", "nguon": "tiep_dan", "nguoi_xu_ly": AN}
COMPLAINT: dict[str, Any] = {"de_nghi_xem_lai_quyet_dinh": True, "quyen_loi_cua_chinh_minh": True}
REGISTERED = {
    "linh_vuc": "hanh_chinh",
    "nhom_noi_dung": "khac",
    "ngay_viet_don": "2026-11-20",
    "nac_danh": False,
    "co_chu_ky": True,
    "la_ban_goc": True,
    "de_nghi_giu_bi_mat": False,
    "noi_dung_ro": True,
    "tieng_viet": True,
    "so_nguoi_ky": "mot",
}
SENDER = {"nguoi_viet": "Nguyễn Văn An", "dia_chi": "Thôn 1", "tieu_de": "Thu hồi đất", "tom_tat": "Không đồng ý"}
FACTS = {
    "loai_doi_tuong": "so_nganh",
    "van_ban_bi_khieu_nai": "Quyết định số 5",
    "ngay_nhan_quyet_dinh": "2026-11-01",
    "la_nguoi_bi_anh_huong": True,
    "lan": 1,
    "vung": "thuong",
}
SENT = {"so_van_ban_gui": "742/VP-THTTDN", "ngay_van_ban_gui": "2026-11-25"}  # recorded by hand
ISSUED = {"do_mat": "thuong", "cach_lam": "ghi_nhan", "so_ky_hieu": "742/VP-THTTDN", "ngay": "2026-11-25"}
OUTSIDE = {"do_mat": "mat"}  # a slip that ends without a document in the system
BODY = "SNNMT"


@pytest.fixture
def office(drive: Callable[..., Driver]) -> Driver:
    """Give the driver of petitions, whose documents are issued by another process."""
    return drive(PROCESS, "van_ban_di", OVERSIGHT)


@pytest.fixture
def registry(office: Driver, drive: Callable[..., Driver]) -> Driver:
    """Give the driver of incoming documents, in the same Office."""
    assert office.process == PROCESS
    return drive("van_ban_den")


def classified(office: Driver, *, received: dict[str, Any] | None = None, **facts: Any) -> str:
    case = office.start(LIEN, received or RECEIVED)
    office.complete(AN, case, "phan_loai", **facts)
    return case


def complaint(office: Driver, received: dict[str, Any] | None = None, **facts: Any) -> str:
    """Bring a complaint to where its handling is proposed."""
    case = classified(office, received=received, **COMPLAINT)
    register(office, case, loai_don="khieu_nai", **REGISTERED, **SENDER)
    office.complete(AN, case, "xem_xet", **{**FACTS, **facts})
    return case


def proposal(form: str, **more: Any) -> dict[str, Any]:
    return {
        "dieu_kien_xu_ly": "du",
        "hinh_thuc_xu_ly": form,
        "nguoi_ky": HAO,
        "hinh_thuc_ky": "KT",
        "noi_dung_de_xuat": "Đề xuất",
        **more,
    }


def register(office: Driver, case: str, **answers: Any) -> None:
    """Enter a letter; the system writes the line of the register."""
    office.complete(AN, case, "vao_so", **answers)
    office.work()


def submit(office: Driver, case: str, **answers: Any) -> list[str]:
    """Propose, and submit proposal and letters as they were drafted; give the files' keys."""
    office.complete(AN, case, "de_xuat", **answers)
    office.work()
    files: list[str] = office.variables(AN, case)["van_ban_trinh"]
    office.complete(AN, case, "trinh", van_ban_trinh=files)
    return files


def decided(office: Driver, form: str, **more: Any) -> str:
    case = complaint(office)
    submit(office, case, **proposal(form, **more))
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    return case


def slips(office: Driver, case: str) -> list[str]:
    """Give the called cases in which a document of the letter waits for its slip."""
    return [one for one in office.called(AN, case) if office.tasks(AN, one)]


def issue(office: Driver, case: str, slip: dict[str, Any] = ISSUED) -> None:
    """Fill in the slip of every document that the letter waits for, once it is drafted."""
    office.work()
    for one in slips(office, case):
        office.complete(AN, one, "lap_phieu", **slip)


def awaiting(office: Driver) -> str:
    case = decided(office, "chuyen_co_bao_cao", tham_quyen_xu_ly=BODY)
    issue(office, case)
    assert office.state(AN, case) == ("ACTIVE", "da_chuyen")
    return case


def press(office: Driver, case: str, label: str) -> None:
    """Press the officer's button of this name on the page of the case."""
    page = office.person(AN).get(f"/ho-so/{case}").text
    waits = set(re.findall(rf"/ho-so/{case}/thong-diep/\d+", page))
    [button] = [wait for wait in waits if label in page.split(wait)[1][:400]]
    office.post_form(AN, button)
    office.work()


def late(office: Driver) -> str:
    """Bring a letter to where its body is late and was urged twice."""
    case = awaiting(office)
    office.clock.forward(days=60)
    office.work()
    issue(office, case, {**ISSUED, "so_ky_hieu": "889/VP-THTTDN"})
    office.work()
    press(office, case, "Soạn công văn đôn đốc")
    issue(office, case, {**ISSUED, "so_ky_hieu": "941/VP-THTTDN"})
    office.work()
    return case


def result(judgement: str) -> dict[str, Any]:
    return {
        "co_quan_giai_quyet": BODY,
        "so_van_ban": "12/QĐ",
        "ngay": "2026-12-10",
        "ket_luan": "dung",
        "noi_dung": "Đã giải quyết",
        "danh_gia": judgement,
        "muc_do": "thuong",
    }


def word_text(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)


def is_absent(office: Driver, who: str, case: str) -> bool:
    person = office.person(who)
    alone = {"filter": {"processInstanceKey": case}}
    found = person.post("/v2/process-instances/search", json=alone).json()["page"]["totalItems"]
    tasks = person.post("/v2/user-tasks/search", json=alone).json()["page"]["totalItems"]
    return person.get(f"/v2/process-instances/{case}").status_code == 404 and (found, tasks) == (0, 0)


def slip_of(office: Driver, case: str, subject: str) -> dict[str, Any]:
    """Give the slip of the letter of `case` as it comes filled in, with what the officer adds."""
    return {
        "do_mat": "thuong",
        "cach_lam": "soan",
        "loai_van_ban": "cong_van",
        "co_quan_ban_hanh": "VP",
        "trich_yeu": subject,
        "tinh_chat": "thuong_le",
        "do_khan": "thuong",
        "du_thao": [office.variables(AN, case)["van_ban_trinh"][1]],  # the letter as it was approved
        "nguon": "don_thu",
        "noi_dung_trinh": "Đề xuất",
        "han_hoan_thanh": "2026-11-27",
        "nguoi_ky": HAO,
        "hinh_thuc_ky": "KT",
        "kinh_gui": [BODY],
        "noi_nhan": [BODY],
    }


def notice_slip(office: Driver, notice: str) -> dict[str, Any]:
    """Give the slip of a notice to the sender as it comes filled in, with what the officer adds."""
    kept = office.variables(AN, notice)
    names = ("loai_van_ban", "trich_yeu", "tinh_chat", "do_khan", "du_thao", "nguon", "noi_dung_trinh", "nguoi_ky")
    given = {name: kept[name] for name in (*names, "hinh_thuc_ky", "gui_ca_nhan")}
    added = {"do_mat": "thuong", "cach_lam": "soan", "co_quan_ban_hanh": "VP", "han_hoan_thanh": "2026-11-27"}
    return {**given, **added}


def suggestion(office: Driver, child: str) -> None:
    """Bring a child to its end."""
    office.complete(AN, child, "phan_loai", neu_y_kien_de_nghi=True)
    who = {name: SENDER[name] for name in ("nguoi_viet", "dia_chi", "tom_tat")}
    title = office.variables(AN, child)["tieu_de"]
    register(office, child, loai_don="kien_nghi_phan_anh", **REGISTERED, **who, tieu_de=title)
    office.complete(AN, child, "xem_xet", loai_doi_tuong="khac")
    submit(office, child, **proposal("luu_theo_doi", ly_do_luu="khong_chuyen"))
    office.complete(HAO, child, "duyet", ket_luan="dong_y")


def answered(registry: Driver, case: str | None, **changes: Any) -> str:
    """Let the registry enter the body's answer, which names the letter that it answers."""
    said = {"co_quan_gui": BODY, "so_ky_hieu": "12/QĐ", "trich_yeu": "Trả lời đơn của ông Nguyễn Văn An", **changes}
    incoming = registry.start(LIEN, letter(registry, **said, tra_loi_don=case))
    registry.work()
    return incoming
