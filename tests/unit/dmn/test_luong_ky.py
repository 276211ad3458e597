"""The signing flow that we ship: who approves, who is asked, who may sign in which form (catalogue 12.4, P01)."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from engine.dmn import check_decisions, evaluate, parse, result_json
from engine.feel import from_json

ROOT = Path(__file__).parents[3]
FILE = ROOT / "bpmn" / "van_ban" / "luong_ky.dmn"
MODEL = parse(FILE.read_bytes(), resource=FILE.name)
WORDS = json.loads((ROOT / "engine" / "seed" / "labels.json").read_text(encoding="utf-8"))["enums"]
GROUPS = json.loads((ROOT / "engine" / "seed" / "groups.json").read_text(encoding="utf-8"))
FULL = ["truong_phong", "kiem_tra_the_thuc", "lanh_dao_van_phong", "chanh_van_phong"]
ISSUERS = ["HDND", "TTHDND", "B-KTNS", "B-PC", "B-VHXH", "B-DT", "VP", "DDBQH", "TDB-01"]


def decide(decision: str, **inputs: str) -> dict[str, Any]:
    variables = {name: from_json(value) for name, value in inputs.items()}
    answer: dict[str, Any] = result_json(evaluate(MODEL, decision, variables))["value"]  # type: ignore[assignment]  # a row of the table
    return answer


def flow(issuer: str, kind: str = "cong_van", nature: str = "thuong_le") -> dict[str, Any]:
    return decide("luong_ky", co_quan_ban_hanh=issuer, loai_van_ban=kind, tinh_chat=nature)


def test_the_tables_have_no_gap_and_no_rule_that_is_never_chosen() -> None:
    assert [finding.text.vi for finding in check_decisions(MODEL)] == []


@pytest.mark.parametrize(
    ("issuer", "kind", "nature", "steps"),
    [
        ("VP", "cong_van", "thuong_le", ["truong_phong"]),
        ("VP", "GM", "thuong_le", ["truong_phong"]),
        ("VP", "QĐ", "nhan_su", ["truong_phong", "kiem_tra_the_thuc", "lanh_dao_van_phong"]),
        ("TTHDND", "cong_van", "thuong_le", ["truong_phong"]),
        ("TTHDND", "KH", "chinh_sach", FULL),
        ("TTHDND", "BC", "nhan_su", FULL),
        ("B-PC", "BC", "thuong_le", ["truong_phong"]),
        ("B-KTNS", "BC", "chinh_sach", ["truong_phong", "lanh_dao_van_phong"]),
        ("HDND", "NQ", "sau_bieu_quyet", ["chanh_van_phong"]),
        ("DDBQH", "CV", "thuong_le", ["truong_phong", "chanh_van_phong"]),
        ("TDB-01", "BC", "thuong_le", FULL),
    ],
)
def test_the_chain_of_approvers(issuer: str, kind: str, nature: str, steps: list[str]) -> None:
    assert flow(issuer, kind, nature)["cac_buoc"] == steps


def test_a_routine_letter_passes_four_people() -> None:
    drafter, signer, registry = 1, 1, 1
    for issuer in ("VP", "TTHDND", "B-PC"):
        assert drafter + len(flow(issuer)["cac_buoc"]) + signer + registry == 4


def test_policy_matters_of_the_standing_committee_are_put_to_its_members() -> None:
    assert flow("TTHDND", "KH", "chinh_sach")["hoi_y_kien"] == ["group:uy_vien_tt"]
    assert flow("TTHDND")["hoi_y_kien"] == []


@pytest.mark.parametrize(
    ("issuer", "form", "group", "lines", "position"),
    [
        ("VP", "truc_tiep", "chanh_van_phong", [], "CHÁNH VĂN PHÒNG"),
        ("VP", "KT", "pho_chanh_van_phong", ["KT. CHÁNH VĂN PHÒNG"], "PHÓ CHÁNH VĂN PHÒNG"),
        ("VP", "TM", "", [], ""),
        ("TTHDND", "TL", "chanh_van_phong", ["TL. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN"], "CHÁNH VĂN PHÒNG"),
        ("HDND", "TM", "", [], ""),
        ("HDND", "truc_tiep", "chu_tich_hdnd", [], "CHỦ TỊCH"),
        ("TDB-01", "TM", "", [], ""),
    ],
)
def test_who_may_sign(issuer: str, form: str, group: str, lines: list[str], position: str) -> None:
    answer = decide("tham_quyen_ky", co_quan_ban_hanh=issuer, hinh_thuc_ky=form)
    assert (answer["nhom"], answer["quyen_han"], answer["chuc_vu"]) == (group, lines, position)


def test_a_committee_is_signed_for_by_its_own_head_only() -> None:
    for issuer in ("B-KTNS", "B-PC", "B-VHXH", "B-DT"):
        for form in ("TM", "KT"):
            assert decide("tham_quyen_ky", co_quan_ban_hanh=issuer, hinh_thuc_ky=form)["trong_don_vi"] is True


def test_both_tables_speak_of_groups_forms_and_kinds_that_exist() -> None:
    for issuer, kind, nature in product(ISSUERS, WORDS["loai_van_ban"], WORDS["van_ban_di.phieu_trinh.tinh_chat"]):
        row = flow(issuer, kind, nature)
        assert set(row["nhom_ky"]) <= set(GROUPS)
        assert {name.removeprefix("group:") for name in row["hoi_y_kien"]} <= set(GROUPS)
        assert set(row["hinh_thuc_ky"]) <= set(WORDS["hinh_thuc_ky"])


def test_whoever_may_sign_in_a_form_is_of_the_groups_that_the_flow_names() -> None:
    for issuer in ISSUERS:
        for form in flow(issuer, "cong_van")["hinh_thuc_ky"]:
            group = decide("tham_quyen_ky", co_quan_ban_hanh=issuer, hinh_thuc_ky=form)["nhom"]
            assert group == "" or group in flow(issuer, "cong_van")["nhom_ky"]
