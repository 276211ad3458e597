"""The Office's own particulars, as its administrators keep them in the code list `thong_tin_co_quan`."""

from dataclasses import dataclass

from engine.errors import InputRejected, Text
from engine.operations.unit_of_work import UnitOfWork

CODE_LIST = "thong_tin_co_quan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who makes the copies: `symbol` stands in document numbers, `place` before dates, `parent` above the name."""

    name: str
    parent: str
    symbol: str
    place: str


def read_office(uow: UnitOfWork) -> Office:
    """Give the particulars; raises InputRejected naming what an administrator has not filled in."""
    rows = uow.law.current(uow.transaction).code_lists.get(CODE_LIST, ())
    known = {row.value: row.vi.strip() for row in rows}
    missing = [value for value in ("ten", "ky_hieu", "dia_danh") if not known.get(value)]
    if missing:
        names = ", ".join(missing)
        raise InputRejected(
            Text(
                vi=f"Danh mục “{CODE_LIST}” chưa có: {names}. Quản trị bổ sung rồi chọn Chạy lại.",
                en=f"The code list “{CODE_LIST}” lacks: {names}. An administrator completes it, then retry.",
            ),
            code="office_particulars_missing",
        )
    return Office(
        name=known["ten"],
        parent=known.get("ten_co_quan_chu_quan", ""),
        symbol=known["ky_hieu"],
        place=known["dia_danh"],
    )
