"""What people may hand in on the forms of P05 (sao_y_so_hoa): valid values, chosen by chance, for each step.

Values follow the forms; a form that changes makes `validate_submission` refuse them, and the tests say so.
"""

from collections.abc import Callable, Mapping
from random import Random

from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.operations import Engine, upload_document

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
KINDS = ("sao_y", "sao_luc", "trich_sao")
FORMS = ("giay_giay", "giay_dien_tu", "dien_tu_giay")
Values = dict[str, JsonValue]


def scan(engine: Engine, actor: Actor) -> str:
    """Upload a small PDF as `actor`; give its key as forms hold it."""
    record = upload_document(engine, actor, file_name="Bản quét.pdf", declared_type="application/pdf", chunks=[PDF])
    return str(record.key)


def request(
    chance: Random, file_key: str, *, kind: str | None = None, change_of_form: str | None = None, copies: int = 3
) -> Values:
    """Give a request for a copy of an ordinary document."""
    chosen = kind or chance.choice(KINDS)
    values: Values = {
        "do_mat": "thuong",
        "van_ban": "Nghị quyết số 12/NQ-HĐND ngày 10/7/2026",
        "tep_quet": [file_key],
        "loai_sao": chosen,
        "hinh_thuc": change_of_form or chance.choice(FORMS),
        "so_ban": copies,
        "muc_dich": "Gửi các Ban để thẩm tra",
    }
    if chosen == "trich_sao":
        values["phan_trich"] = "Điều 2 và phụ lục kèm theo"
    return values


def secret_request(chance: Random) -> Values:
    """Give a request for a classified document: nothing but its level may be said."""
    return {"do_mat": chance.choice(("mat", "toi_mat", "tuyet_mat"))}


def approval(chance: Random, conclusion: str | None = None) -> Values:
    """Give a decision on the request."""
    chosen = conclusion or chance.choices(("duyet", "tra_lai", "khong_duyet"), (6, 2, 1))[0]
    return {"ket_luan": chosen} if chosen == "duyet" else {"ket_luan": chosen, "ly_do": "Ghi rõ mục đích sao"}


def revision(chance: Random, root: Mapping[str, JsonValue]) -> Values:
    """Give a revised request, or its withdrawal."""
    if chance.random() < 0.25:
        return {"viec_tiep": "rut"}
    kept = {name: root[name] for name in ("van_ban", "tep_quet", "loai_sao", "hinh_thuc", "so_ban") if name in root}
    if root.get("loai_sao") == "trich_sao":
        kept["phan_trich"] = "Điều 3"
    return {**kept, "viec_tiep": "gui_lai", "muc_dich": "Phục vụ kỳ họp thứ 5"}


def copies(root: Mapping[str, JsonValue], **also: JsonValue) -> Values:
    """Give the report of copies made on paper."""
    return {"so_ban_da_sao": root["so_ban"], "da_dong_dau": True, **also}


def submission(element_id: str, chance: Random, root: Mapping[str, JsonValue], new_file: Callable[[], str]) -> Values:
    """Give valid values for the form of a step of P05; `root` are the case's variables."""
    match element_id:
        case "duyet":
            return approval(chance)
        case "sua_yeu_cau":
            return revision(chance, root)
        case "sao_giay":
            return copies(root, da_doi_chieu=True)
        case "in_ban_giay":
            return copies(root, da_kiem_tra_chu_ky=True)
        case "sao_dien_tu":
            return {"do_phan_giai": 300, "quet_mau": True, "da_ky_so": True, "ban_sao_dien_tu": [new_file()]}
        case "giao_ban_sao":
            delivered = root["so_ban_da_sao"]
            return {"nguoi_nhan_ban_sao": "Lê Thị Kim Oanh", "ngay_giao": "2026-11-26", "so_ban_giao": delivered}
        case _:
            raise AssertionError(element_id)
