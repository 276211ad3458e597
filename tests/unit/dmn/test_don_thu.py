"""The tables that decide about petitions: class, eligibility, competence, rule of the deadline (catalogue 12, P25)."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.dmn import DecisionModel, check_decisions, evaluate, parse, result_json
from engine.feel import from_json

ROOT = Path(__file__).parents[3]
TABLES = ("phan_loai_don", "dieu_kien_xu_ly", "tham_quyen_xu_ly", "quy_tac_han_don")
SEED = ROOT / "engine" / "seed"
WORDS = json.loads((SEED / "labels.json").read_text(encoding="utf-8"))["enums"]
RULES = (SEED / "legal_rules.json").read_text(encoding="utf-8")


def load(table: str) -> DecisionModel:
    path = ROOT / "bpmn" / "don_thu" / f"{table}.dmn"
    return parse(path.read_bytes(), resource=path.name)


MODELS = {table: load(table) for table in TABLES}


def decide(table: str, inputs: dict[str, Any]) -> list[Any]:
    variables = {name: from_json(value) for name, value in inputs.items()}
    row: dict[str, Any] = result_json(evaluate(MODELS[table], table, variables))["value"]  # type: ignore[assignment]  # a row of the table
    return list(row.values())


@pytest.mark.parametrize("table", TABLES)
def test_no_table_has_a_gap_or_a_rule_that_is_never_chosen(table: str) -> None:
    assert [finding.text.vi for finding in check_decisions(MODELS[table])] == []


def facts(*true: str) -> dict[str, Any]:
    names = (
        "nhieu_noi_dung_tach_duoc",
        "lien_quan_tu_phap",
        "bao_hanh_vi_vi_pham",
        "de_nghi_xem_lai_quyet_dinh",
        "quyen_loi_cua_chinh_minh",
        "neu_y_kien_de_nghi",
    )
    assert set(true) <= set(names)
    return {name: name in true for name in names}


@pytest.mark.parametrize(
    ("true", "answer"),
    [
        (["nhieu_noi_dung_tach_duoc", "bao_hanh_vi_vi_pham"], ["nhieu_noi_dung", "", True]),
        (["nhieu_noi_dung_tach_duoc", "neu_y_kien_de_nghi"], ["nhieu_noi_dung", "", False]),
        (["lien_quan_tu_phap", "bao_hanh_vi_vi_pham"], ["to_cao", "tu_phap", True]),
        (["lien_quan_tu_phap", "de_nghi_xem_lai_quyet_dinh"], ["khieu_nai", "tu_phap", False]),
        (["lien_quan_tu_phap"], ["kien_nghi_phan_anh", "tu_phap", False]),
        (["bao_hanh_vi_vi_pham", "neu_y_kien_de_nghi"], ["to_cao", "", True]),
        (["de_nghi_xem_lai_quyet_dinh", "quyen_loi_cua_chinh_minh"], ["khieu_nai", "", False]),
        (["de_nghi_xem_lai_quyet_dinh", "neu_y_kien_de_nghi"], ["kien_nghi_phan_anh", "", False]),
        (["neu_y_kien_de_nghi"], ["kien_nghi_phan_anh", "", False]),
        (["de_nghi_xem_lai_quyet_dinh"], ["khac", "", False]),
        ([], ["khac", "", False]),
    ],
)
def test_the_class_of_a_letter(true: list[str], answer: list[Any]) -> None:
    assert decide("phan_loai_don", facts(*true)) == answer


def test_a_question_left_unanswered_counts_as_no() -> None:
    assert decide("phan_loai_don", dict.fromkeys(facts())) == ["khac", "", False]


def letter(**changes: Any) -> dict[str, Any]:
    """Give a complaint in which nothing is missing."""
    return {
        "loai_don": "khieu_nai",
        "don_trung_voi": [],
        "tinh_tiet_moi": None,
        "nac_danh": False,
        "nguoi_viet": "Nguyễn Văn An",
        "dia_chi": "Thôn 1, xã Hoằng Hóa",
        "co_bang_chung_cu_the": None,
        "noi_dung_ro": True,
        "ngay_viet_don": "2026-11-20",
        "co_chu_ky": True,
        "tieng_viet": True,
        "noi_dong_gui": [],
        "da_gui_dung_tham_quyen": None,
        "da_huong_dan_mot_lan": False,
        "la_nguoi_bi_anh_huong": True,
        "giay_uy_quyen": None,
        "da_co_ban_an": False,
        "qua_thoi_hieu": False,
        "ly_do_qua_han": None,
        **changes,
    }


TO_CAO: dict[str, Any] = {"loai_don": "to_cao", "la_nguoi_bi_anh_huong": None}
KIEN_NGHI: dict[str, Any] = {"loai_don": "kien_nghi_phan_anh", "la_nguoi_bi_anh_huong": None}
ANONYMOUS: dict[str, Any] = {"nac_danh": True, "nguoi_viet": None, "dia_chi": None, "co_chu_ky": False}
SENT: dict[str, Any] = {"noi_dong_gui": ["UBND xã"], "da_gui_dung_tham_quyen": True}


@pytest.mark.parametrize(
    ("changes", "reason", "next_step"),
    [
        ({"don_trung_voi": ["DT-2026-0001"], "tinh_tiet_moi": False}, "don_trung", "luu_theo_doi"),
        ({**TO_CAO, "don_trung_voi": ["DT-2026-0001"]}, "don_trung", "luu_theo_doi"),
        ({**TO_CAO, **ANONYMOUS, "co_bang_chung_cu_the": True}, "nac_danh", "chuyen_de_xem_xet"),
        ({**TO_CAO, **ANONYMOUS, "co_bang_chung_cu_the": True, "ngay_viet_don": None}, "nac_danh", "chuyen_de_xem_xet"),
        ({**TO_CAO, **ANONYMOUS, "co_bang_chung_cu_the": False}, "nac_danh", "luu_theo_doi"),
        ({**TO_CAO, **ANONYMOUS, "co_bang_chung_cu_the": True, "noi_dung_ro": False}, "nac_danh", "luu_theo_doi"),
        (ANONYMOUS, "nac_danh", "luu_theo_doi"),
        ({"dia_chi": None}, "nac_danh", "luu_theo_doi"),
        ({**KIEN_NGHI, **ANONYMOUS}, "nac_danh", "luu_theo_doi"),
        ({"tieng_viet": False}, "khong_tieng_viet", "bo_sung"),
        ({"noi_dung_ro": False}, "khong_ro_noi_dung", "bo_sung"),
        ({"ngay_viet_don": None}, "khong_ro_noi_dung", "bo_sung"),
        ({"co_chu_ky": False}, "khong_chu_ky", "bo_sung"),
        ({**TO_CAO, "co_chu_ky": False}, "khong_chu_ky", "bo_sung"),
        (SENT, "da_gui_dung_tham_quyen", "luu_theo_doi"),
        ({**TO_CAO, **SENT}, "da_gui_dung_tham_quyen", "luu_theo_doi"),
        ({"da_huong_dan_mot_lan": True}, "da_huong_dan", "luu_theo_doi"),
        ({"la_nguoi_bi_anh_huong": False, "giay_uy_quyen": False}, "khong_dung_nguoi", "huong_dan"),
        ({"da_co_ban_an": True}, "da_co_ban_an", "huong_dan"),
        ({**TO_CAO, "da_co_ban_an": True, "tinh_tiet_moi": False}, "da_co_ban_an", "luu_theo_doi"),
        ({"qua_thoi_hieu": True}, "het_thoi_hieu", "huong_dan"),
        ({"qua_thoi_hieu": True, "ly_do_qua_han": " "}, "het_thoi_hieu", "huong_dan"),
    ],
)
def test_why_a_letter_is_not_eligible(changes: dict[str, Any], reason: str, next_step: str) -> None:
    assert decide("dieu_kien_xu_ly", letter(**changes)) == ["khong_du", reason, next_step]
    assert reason in WORDS["don_thu.de_xuat.ly_do_khong_du"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"don_trung_voi": ["DT-2026-0001"], "tinh_tiet_moi": True},
        {**KIEN_NGHI, "co_chu_ky": False},
        {"noi_dong_gui": ["UBND xã", "UBND tỉnh", "Bộ"], "da_gui_dung_tham_quyen": False},
        {**TO_CAO, "da_huong_dan_mot_lan": True},
        {"la_nguoi_bi_anh_huong": False, "giay_uy_quyen": True},
        {**TO_CAO, "da_co_ban_an": True, "tinh_tiet_moi": True},
        {**KIEN_NGHI, "da_co_ban_an": True},
        {"qua_thoi_hieu": True, "ly_do_qua_han": "Nằm viện"},
        {**TO_CAO, "qua_thoi_hieu": True},
    ],
)
def test_a_letter_that_is_eligible(changes: dict[str, Any]) -> None:
    assert decide("dieu_kien_xu_ly", letter(**changes)) == ["du", "", "xac_dinh_tham_quyen"]


@pytest.mark.parametrize(
    ("kind", "target", "more", "body", "form"),
    [
        ("to_cao", "hdnd_van_phong", {}, "Thường trực HĐND", "thu_ly"),
        ("khieu_nai", "ubnd_xa", {"tranh_chap_dat_dai": True}, "UBND cấp xã hòa giải", "huong_dan"),
        ("khieu_nai", "thi_hanh_an", {}, "Cơ quan thi hành án", "chuyen_co_bao_cao"),
        ("to_cao", "co_quan_tu_phap", {}, "Tòa án", "chuyen_co_bao_cao"),
        ("kien_nghi_phan_anh", "khac", {"linh_vuc": "tu_phap"}, "Tòa án", "chuyen_co_bao_cao"),
        ("to_cao", "khac", {"dau_hieu_toi_pham": True}, "Cơ quan điều tra", "chuyen_co_bao_cao"),
        ("to_cao", "can_bo_dien_cap_uy", {}, "Ủy ban Kiểm tra", "chuyen_co_bao_cao"),
        ("to_cao", "lanh_dao_ubnd_xa", {"tranh_chap_dat_dai": True}, "Chủ tịch UBND tỉnh", "chuyen_co_bao_cao"),
        ("to_cao", "so_nganh", {}, "Người đứng đầu cơ quan quản lý", "chuyen_co_bao_cao"),
        ("khieu_nai", "ubnd_xa", {"da_giai_quyet_lan_dau": True}, "Chủ tịch UBND tỉnh (lần", "chuyen_co_bao_cao"),
        ("khieu_nai", "lanh_dao_ubnd_xa", {}, "Chủ tịch UBND cấp xã", "chuyen_co_bao_cao"),
        ("khieu_nai", "so_nganh", {"da_giai_quyet_lan_dau": True}, "Chủ tịch UBND tỉnh (lần", "chuyen_co_bao_cao"),
        ("khieu_nai", "so_nganh", {}, "Giám đốc sở", "chuyen_co_bao_cao"),
        ("khieu_nai", "ubnd_tinh", {"da_giai_quyet_lan_dau": True}, "Bộ quản lý", "chuyen_co_bao_cao"),
        ("khieu_nai", "ubnd_tinh", {}, "Chủ tịch UBND tỉnh", "chuyen_co_bao_cao"),
        ("kien_nghi_phan_anh", "so_nganh", {}, "Sở, ngành", "chuyen_co_bao_cao"),
        ("khac", "khac", {}, "Nơi được nêu trong thư", "luu_theo_doi"),
        ("khieu_nai", "khac", {}, "Người đứng đầu cơ quan đã ra", "chuyen_co_bao_cao"),
    ],
)
def test_the_competent_body(kind: str, target: str, more: dict[str, Any], body: str, form: str) -> None:
    inputs = {
        "loai_don": kind,
        "linh_vuc": "hanh_chinh",
        "loai_doi_tuong": target,
        "tranh_chap_dat_dai": False,
        "dau_hieu_toi_pham": False,
        "da_giai_quyet_lan_dau": False,
    }
    name, own, suggested = decide("tham_quyen_xu_ly", {**inputs, **more})
    assert name.startswith(body)
    assert (suggested, own) == (form, form == "thu_ly")
    assert form in WORDS["don_thu.de_xuat.hinh_thuc_xu_ly"]


COMPLAINTS = [
    (1, "thuong", False, "04.a"),
    (1, "thuong", True, "04.b"),
    (1, "kho_khan", False, "04.c"),
    (1, "kho_khan", True, "04.d"),
    (2, "thuong", False, "05.a"),
    (2, "thuong", True, "05.b"),
    (2, "kho_khan", False, "05.c"),
    (2, "kho_khan", True, "05.d"),
]


@pytest.mark.parametrize(("times", "area", "is_complex", "rule"), COMPLAINTS)
@pytest.mark.parametrize(("own", "handling"), [(True, "D-DT-03.a"), (False, "D-DT-02.a")])
def test_the_rules_of_a_complaint(own: bool, handling: str, times: int, area: str, is_complex: bool, rule: str) -> None:
    inputs = {"loai_don": "khieu_nai", "thuoc_tham_quyen": own, "lan": times, "vung": area, "phuc_tap": is_complex}
    assert rules_of(inputs) == [handling, f"D-DT-{rule}"]


@pytest.mark.parametrize(("nature", "rule"), [("thuong", "07.a"), ("phuc_tap", "07.b"), ("dac_biet_phuc_tap", "07.c")])
@pytest.mark.parametrize(
    ("own", "many", "handling"), [(True, True, "06.b"), (True, False, "06.a"), (False, None, "06.c")]
)
def test_the_rules_of_a_denunciation(own: bool, many: bool | None, handling: str, nature: str, rule: str) -> None:
    inputs = {"loai_don": "to_cao", "thuoc_tham_quyen": own, "xac_minh_nhieu_noi": many, "tinh_chat_vu_viec": nature}
    assert rules_of(inputs) == [f"D-DT-{handling}", f"D-DT-{rule}"]


@pytest.mark.parametrize("kind", ["kien_nghi_phan_anh", "khac"])
def test_the_rules_of_a_suggestion(kind: str) -> None:
    assert rules_of({"loai_don": kind, "thuoc_tham_quyen": False}) == ["D-DT-02.a", "N-DT-PH.a"]


def rules_of(inputs: dict[str, Any]) -> list[str]:
    nothing = dict.fromkeys(("xac_minh_nhieu_noi", "lan", "vung", "phuc_tap", "tinh_chat_vu_viec"))
    found: list[str] = decide("quy_tac_han_don", {**nothing, **inputs})
    for rule in found:
        assert f'"{rule}"' in RULES
    return found
