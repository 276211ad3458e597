"""“Đồng ý và ký”: one press signs a proposal and its letters (P25, step 10), and nothing that was not agreed to."""

from io import BytesIO
from typing import Any

import docx
import pytest

from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue
from engine.operations.cases.set_variables import set_variables
from engine.operations.documents.key_folder import KeyFolder
from engine.signing import validate
from engine.store.queries.acting import last_signed_drafts
from tests.processes.driving import Driver
from tests.processes.outgoing import DOCX, MEND, STRAIGHT, decide
from tests.processes.petitions import (
    AN,
    BODY,
    HAO,
    LIEN,
    TUONG,
    complaint,
    decided,
    notice_slip,
    proposal,
    slip_of,
    slips,
    submit,
)


def forwarded(office: Driver) -> tuple[str, str, str]:
    """Approve a submission; give the petition, its letter and the notice to its sender."""
    case = decided(office, "chuyen", tham_quyen_xu_ly=BODY)
    letter, notice = slips(office, case)
    return case, letter, notice


def fill(office: Driver, case: str, letter: str, **other: Any) -> None:
    """Fill in the letter's slip as it comes, but for `other`; the system does what it can."""
    subject = f"chuyển đơn {office.case(AN, case)['businessId']}"
    office.complete(AN, letter, "lap_phieu", **{**slip_of(office, case, subject), **other})
    office.work()


def signers(office: Driver, keys: KeyFolder, paper: str) -> list[tuple[str, bool]]:
    (signed,) = office.variables(LIEN, paper)["van_ban_ky"]
    report = validate(office.download(LIEN, signed), keys.trust(), office.clock.moment)
    return [(one.signer, one.valid) for one in report.signatures]


def mended(content: bytes) -> bytes:
    """Change a word of a draft."""
    opened, changed = docx.Document(BytesIO(content)), BytesIO()
    opened.paragraphs[1].add_run(" Xin gửi kèm.")
    opened.save(changed)
    return changed.getvalue()


def test_one_press_signs_letter_and_notice_and_a_return_takes_it_back(office: Driver, keys: KeyFolder) -> None:
    case, letter, notice = forwarded(office)
    fill(office, case, letter)
    office.complete(AN, notice, "lap_phieu", **notice_slip(office, notice))
    office.work()
    for paper in (letter, notice):
        assert office.visits(LIEN, paper, "ky") == []
        assert signers(office, keys, paper) == [("Mai Thị Thanh Hảo", True)]
        assert office.variables(LIEN, paper)["ky_nguoi"] == HAO
    decide(office, LIEN, letter, "kiem_tra_cuoi", ket_luan="tra_lai", duong_quay_lai=STRAIGHT, **MEND)
    office.complete(AN, letter, "sua_du_thao", viec_tiep="trinh_lai")
    office.work()
    assert office.task(HAO, letter, "ky")["assignee"] == HAO  # what the registry returned is never signed unasked
    decide(office, HAO, letter, "ky", ket_luan="ky")
    assert office.task(LIEN, letter, "kiem_tra_cuoi")


@pytest.mark.parametrize(
    "other",
    [
        {"trich_yeu": "chuyển đơn khác"},
        {"noi_nhan": [BODY, "STC"]},
        {"kinh_gui": ["STC"], "noi_nhan": ["STC"]},
        {"do_khan": "khan"},
        {"nguoi_ky": TUONG, "hinh_thuc_ky": "truc_tiep"},
    ],
    ids=["subject", "recipient", "addressee", "urgency", "signer"],
)
def test_a_slip_that_says_something_else_goes_to_its_signer(
    office: Driver, keys: KeyFolder, other: dict[str, Any]
) -> None:
    assert keys.seal_mm
    case, letter, _ = forwarded(office)
    fill(office, case, letter, **other)
    signer = other.get("nguoi_ky", HAO)
    assert office.task(signer, letter, "ky")["assignee"] == signer
    assert "van_ban_ky" not in office.variables(signer, letter)


def test_a_draft_changed_after_the_approval_goes_to_its_signer(office: Driver, keys: KeyFolder) -> None:
    assert keys.seal_mm
    case, letter, _ = forwarded(office)
    agreed = office.download(AN, office.variables(AN, case)["van_ban_trinh"][1])
    fill(office, case, letter, du_thao=[office.upload(AN, "Công văn chuyển đơn.docx", mended(agreed), DOCX)])
    assert office.task(HAO, letter, "ky")["assignee"] == HAO


def test_variables_agree_to_nothing(office: Driver, keys: KeyFolder) -> None:
    """Whoever may set variables can name a signer and an agreement; the signer is asked all the same."""
    assert keys.seal_mm
    case, letter, _ = forwarded(office)
    with office.engine.unit_of_work() as uow:
        said: dict[str, JsonValue] = {
            "dong_y_ky": {"nguoi": TUONG, "ban": "1"},
            "ky_nguoi": TUONG,
            "duyet_nguoi": TUONG,
        }
        set_variables(uow, SYSTEM, scope_key=int(letter), variables=said)
        set_variables(uow, SYSTEM, scope_key=int(case), variables={"duyet_nguoi": TUONG, "nguoi_ky": TUONG})
    fill(office, case, letter, nguoi_ky=TUONG, hinh_thuc_ky="truc_tiep")
    assert office.task(TUONG, letter, "ky")["assignee"] == TUONG
    assert office.variables(TUONG, letter)["dong_y_ky"] is None


def test_a_returned_submission_agrees_to_nothing(office: Driver) -> None:
    case = complaint(office)
    submit(office, case, **proposal("huong_dan"))
    office.complete(HAO, case, "duyet", ket_luan="tra_lai", ly_do="Chưa rõ cơ quan")
    with office.engine.unit_of_work() as uow:
        assert last_signed_drafts(uow.connection, int(case)) == (HAO, {})
    files = submit(office, case, **proposal("huong_dan"))
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    with office.engine.unit_of_work() as uow:
        found = last_signed_drafts(uow.connection, int(case))
    assert found is not None
    assert set(found[1]) == set(files)
