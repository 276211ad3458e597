"""Units and people from a workbook: a dry run tells every row that is wrong, and an import is all or nothing."""

import io
import zipfile
from collections.abc import Callable, Sequence

import pytest
from openpyxl import Workbook
from sqlalchemy import text

from engine.errors import InputRejected, NotPermitted
from engine.model.actor import Actor
from engine.operations import Engine
from engine.operations.people.import_people import check_import, import_people
from engine.operations.people.import_sheet import MOST_ROWS, MOST_UNPACKED

Make = Callable[[str], Actor]
UNIT_HEADS = ("Mã", "Tên", "Viết tắt", "Trực thuộc", "Từ ngày", "Đến ngày")
PEOPLE_HEADS = ("Tài khoản", "Họ tên", "Đơn vị", "Chức vụ", "Thư điện tử", "Vai trò")
UNIT = ("P-MOI", "Phòng Mới", "PM", "VP", "01/07/2026", None)
PERSON = ("tran.moi", "Trần Thị Mới", "P-MOI", "Chuyên viên", "moi@example.vn", "chuyen_vien, van_thu")


def book(**sheets: Sequence[Sequence[object]]) -> bytes:
    """Give a workbook with these sheets."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def known(engine: Engine) -> int:
    """Count the units and people there are."""
    with engine.unit_of_work() as uow:
        count = "SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM person)"
        return int(uow.connection.execute(text(count)).scalar_one())


def test_what_a_dry_run_promises_is_what_an_import_adds(engine: Engine, actor: Make) -> None:
    content, admin, before = (
        book(don_vi=[UNIT_HEADS, UNIT], nguoi=[PEOPLE_HEADS, PERSON]),
        actor("quantri"),
        known(engine),
    )
    with engine.unit_of_work() as uow:
        plan = check_import(uow, admin, content=content)
    assert (len(plan.units), len(plan.people), plan.errors, known(engine)) == (1, 1, [], before)
    with engine.unit_of_work() as uow:
        import_people(uow, admin, content=content, file_name="người.xlsx")
    made = actor("tran.moi")
    assert (made.unit, made.groups, made.display_name) == (
        "P-MOI",
        frozenset({"chuyen_vien", "van_thu"}),
        "Trần Thị Mới",
    )
    with engine.unit_of_work() as uow:
        again = import_people(uow, admin, content=content, file_name="người.xlsx")
        logged = "SELECT count(*) FROM audit_event WHERE action = 'PeopleImported' AND instance_key = 0"
        assert uow.connection.execute(text(logged)).scalar_one() == 1
    assert [(error.sheet, error.row) for error in again.errors] == [("don_vi", 2), ("nguoi", 2)]


def test_every_wrong_row_is_told_and_nothing_is_added(engine: Engine, actor: Make) -> None:
    wrong = [
        ("", "Không tên", "VP", None, None, None),
        ("a.b", "", "VP", None, None, None),
        ("c.d", "Có Tên", "KHONG", None, None, None),
        ("e.f", "Có Tên", "VP", None, "không phải thư", None),
        ("g.h", "Có Tên", "VP", None, None, "khong_co"),
        PERSON[:2],
        PERSON[:2],
    ]
    units = [("p mới", "Sai mã"), ("P-1", "Sai ngày", None, None, "hôm nay", None), ("P-2", "Sai trên", None, "KHONG")]
    content = book(don_vi=[UNIT_HEADS, *units], nguoi=[PEOPLE_HEADS, *wrong])
    before = known(engine)
    with engine.unit_of_work() as uow:
        plan = import_people(uow, actor("quantri"), content=content, file_name="sai.xlsx")
    rows = sorted({(error.sheet, error.row) for error in plan.errors})
    assert rows == [("don_vi", 2), ("don_vi", 3), ("don_vi", 4), *(("nguoi", row) for row in (2, 3, 4, 5, 6, 8))]
    assert known(engine) == before


def test_every_mistake_of_a_row_is_told_at_once(engine: Engine, actor: Make) -> None:
    row = ("", "Có Tên", "KHONG", None, "không phải thư", "khong_co")
    with engine.unit_of_work() as uow:
        plan = check_import(uow, actor("quantri"), content=book(nguoi=[PEOPLE_HEADS, row]))
    assert [error.row for error in plan.errors] == [2, 2, 2, 2]
    assert plan.errors[0].text.vi == "Chưa ghi tài khoản."


def bomb() -> bytes:
    """Give a small archive that would unpack to more than we take."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * (MOST_UNPACKED + 1))
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ma;ten",
        book(khac=[UNIT_HEADS, UNIT]),
        book(don_vi=[UNIT_HEADS, *([UNIT] * MOST_ROWS)]),
        bomb(),
    ],
    ids=["empty", "no workbook", "no such sheet", "too long", "a bomb"],
)
def test_what_is_no_fit_workbook_is_refused(engine: Engine, actor: Make, content: bytes) -> None:
    with engine.unit_of_work() as uow, pytest.raises(InputRejected):
        check_import(uow, actor("quantri"), content=content)


def test_only_administrators_import(engine: Engine, actor: Make) -> None:
    with engine.unit_of_work() as uow, pytest.raises(NotPermitted):
        check_import(uow, actor("bui.xuan.tuong"), content=book(nguoi=[PEOPLE_HEADS, PERSON]))
