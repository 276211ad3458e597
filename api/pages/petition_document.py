"""A report of petitions as an official document: our template by Decree 30/2020, filled with docxtpl."""

from collections.abc import Sequence
from typing import Final

from engine.operations import UnitOfWork
from engine.operations.cases.petition_report import Report
from engine.store.queries.people import find_person
from engine.worker.connectors.office import read_office

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOT_FIXED: Final = " (bản xem trước, chưa chốt số liệu)"
TEMPLATE: Final = "bc_don_thu"


def written_report(
    uow: UnitOfWork, report: Report, rows: Sequence[tuple[str, int | None, bool]], *, preview: bool
) -> bytes:
    """Give the .docx of a report whose lines are `rows`: words, number, whether it is a heading.

    A `preview` says so: its figures may still change.
    """
    from engine.templates import draft_template, fill_docx  # noqa: PLC0415  Word's libraries load with the first one

    office, figures = read_office(uow), report.figures
    maker = find_person(uow.connection, report.made_by)
    period = f"từ ngày {figures.first:%d/%m/%Y} đến ngày {figures.last:%d/%m/%Y}"
    body = [
        {"style": "heading" if heading else "paragraph", "text": _line(*row)} for row in rows for heading in (row[2],)
    ]
    return fill_docx(
        draft_template(TEMPLATE, body=body),
        {
            "co_quan_chu_quan": office.parent.upper(),
            "co_quan": office.name.upper(),
            "ky_hieu": f"BC-{office.symbol}",
            "dia_danh": office.place,
            "nam": str(figures.last.year),
            "trich_yeu": f"Kết quả tiếp nhận, xử lý đơn {period}{_NOT_FIXED if preview else ''}",
            "can_cu": [],
            "kinh_gui": "",
            "quyen_han": [],
            "chuc_vu": "NGƯỜI LẬP BÁO CÁO",
            "nguoi_ky": maker.display_name if maker is not None else report.made_by,
            "noi_nhan": ["Thường trực Hội đồng nhân dân tỉnh", "Lãnh đạo Văn phòng"],
        },
    )


def _line(name: str, number: int | None, heading: bool) -> str:  # noqa: FBT001  a row as it is
    if heading:
        return name
    return f"{name}: {'chưa xác nhận' if number is None else f'{number} đơn'}."
