"""A denunciation that only its people may know of, with everything in it that could betray it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text

from engine.model.actor import SYSTEM, Actor
from engine.operations import (
    Engine,
    activate_jobs,
    attach_documents,
    fail_job,
    fire_due_timers,
    get_instance,
    save_draft,
)
from tests.processes.driving import Driver

LIEN, AN, HAO = "vu.bich.lien", "nguyen.hoai.an", "mai.thanh.hao"
NAME, PLACE, PHONE, ID_CARD = "Âu Thị Hạnh Ngân", "Thôn Trại Cau, xã Vân Trạch", "0000 000 457", "000000000457"
SECRETS = ("Âu Thị", "Au Thi", "Trại Cau", "Trai Cau", PHONE, ID_CARD)
_BETRAYAL = f"{NAME}, {PLACE}, {PHONE}, {ID_CARD}"
_RECEIVED = {
    "gui_den": "hdnd_tinh",
    "khoa": 19,
    "ngay_nhan": "2026-11-10",  # long enough ago for the reminder to be due
    "nguon": "tiep_dan",
    "nguoi_xu_ly": AN,
}
_REGISTERED = {
    "loai_don": "to_cao",
    "linh_vuc": "hanh_chinh",
    "nhom_noi_dung": "cong_chuc_cong_vu",
    "nac_danh": False,
    "co_chu_ky": True,
    "la_ban_goc": True,
    "de_nghi_giu_bi_mat": True,
    "noi_dung_ro": True,
    "tieng_viet": True,
    "so_nguoi_ky": "mot",
    "danh_tinh_ho_ten": NAME,
    "danh_tinh_dia_chi": PLACE,
    "danh_tinh_dien_thoai": PHONE,
    "danh_tinh_cccd": ID_CARD,
}
_PROPOSAL = {
    "dieu_kien_xu_ly": "du",
    "hinh_thuc_xu_ly": "chuyen",
    "tham_quyen_xu_ly": "SNNMT",
    "nguoi_ky": HAO,
    "hinh_thuc_ky": "KT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The letter's own id, and the keys of everything that belongs to it (`case`, `task`, `job` …)."""

    business_id: str
    keys: Mapping[str, str]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Give the texts that nobody else may read anywhere."""
        return (*SECRETS, self.business_id, *self.keys.values())


def hide_letter(office: Driver, engine: Engine, officer: Actor, signer: Actor, *, betrayal: str = _BETRAYAL) -> Letter:
    """Bring a denunciation to its signer; leave an overdue reminder that failed, a file, a draft and a trace.

    `betrayal` is what people wrote where they should not have.
    """
    case = office.start(LIEN, _RECEIVED)
    fired, failures = fire_due_timers(engine)
    assert fired, failures
    with engine.unit_of_work() as uow:
        (job,) = activate_jobs(uow, SYSTEM, job_type="thong-bao", worker="w", max_jobs=1, timeout_s=60)
        fail_job(uow, SYSTEM, job_key=job.key, retries=0, message=betrayal)
    office.complete(AN, case, "phan_loai", bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    office.complete(AN, case, "vao_so", **_REGISTERED)
    office.work()
    office.complete(AN, case, "xem_xet", loai_doi_tuong="lanh_dao_ubnd_xa", tinh_chat_vu_viec="thuong")
    office.complete(AN, case, "de_xuat", **_PROPOSAL, noi_dung_de_xuat=betrayal)
    office.work()
    office.complete(AN, case, "trinh", van_ban_trinh=office.variables(AN, case)["van_ban_trinh"])
    task = office.task(HAO, case, "duyet")["userTaskKey"]
    document = office.upload(AN, f"{NAME}.pdf", b"%PDF-1.7\n%hidden\n%%EOF\n")
    with engine.unit_of_work() as uow:
        attach_documents(uow, officer, keys=[int(document)], instance_key=int(case), field="tep")
        save_draft(uow, signer, task_key=int(task), data={"ly_do": betrayal})
    with engine.unit_of_work() as uow:

        def key(question: str) -> str:
            return str(uow.connection.execute(text(question), {"case": int(case)}).scalars().first())

        return Letter(
            business_id=get_instance(uow, SYSTEM, instance_key=int(case)).business_id,
            keys={
                "case": case,
                "task": str(task),
                "job": str(job.key),
                "document": document,
                "variable": key("SELECT key FROM variable WHERE instance_key = :case AND name = 'noi_dung_de_xuat'"),
                "incident": key("SELECT key FROM incident WHERE instance_key = :case"),
                "element": key("SELECT key FROM element_instance WHERE instance_key = :case ORDER BY key DESC"),
                "decision": key("SELECT key FROM decision_instance WHERE instance_key = :case"),
            },
        )
