"""What administrators call a number series."""

import pytest

from api.pages.administration.list_names import SeriesNames
from engine.operations.registers.list_series import Series
from engine.store.queries.directory import DirectoryUnit

UNIT = DirectoryUnit(
    code="HDND", name="Hội đồng nhân dân tỉnh", short_name=None, parent_code=None, external=False,
    valid_until=None, successors=(),
)  # fmt: skip

WORDS = {
    ("loai_van_ban", "NQ"): "Nghị quyết",
    ("sao_y_so_hoa.yeu_cau_sao.loai_sao", "sao_y"): "Sao y",
    ("van_ban_den.dang_ky_den.so_vb_den", "dang"): "Sổ văn bản của Đảng",
}


class Codes:
    """Words that know two kinds of documents and a book."""

    language = "vi"

    def code(self, code_list: str, value: str) -> str:
        """Give the word of a code; an unknown one stays as it is."""
        return WORDS.get((code_list, value), value)

    def process_name(self, process_id: str) -> str:
        """Give the name of the one process."""
        return {"sao_y_so_hoa": "Sao văn bản và số hóa"}[process_id]


@pytest.mark.parametrize(
    ("family", "code", "title"),
    [
        ("case", "SY", "Mã hồ sơ: Sao văn bản và số hóa"),
        ("case", "HS", "Mã hồ sơ của quy trình không có ký hiệu riêng"),
        ("document", "HDND:NQ:QPPL", "Nghị quyết quy phạm pháp luật: Hội đồng nhân dân tỉnh"),
        ("document", "HDND:chung", "Các loại văn bản chung một dãy: Hội đồng nhân dân tỉnh"),
        ("document", "HDND:SY", "Sao y: Hội đồng nhân dân tỉnh"),
        ("document", "CU:NQ", "Nghị quyết: CU"),
        ("document", "register:so_van_ban_di", "Sổ đăng ký văn bản đi"),
        ("document", "register:so_van_ban_den:dang", "Sổ đăng ký văn bản đến, Sổ văn bản của Đảng"),
    ],
)
def test_a_series_is_called_by_what_it_counts(family: str, code: str, title: str) -> None:
    names = SeriesNames(words=Codes(), units={"HDND": UNIT}, processes={"SY": "sao_y_so_hoa"})  # type: ignore[arg-type]
    assert names.title(Series(family=family, code=code, period="2026", last=1)) == title
