"""The printed forms of registers (Decree 30/2020, Appendix IV): which columns a book has, and what stands in them.

What a line's cells mean is put into words here; nothing is decided.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from api.pages.words import Words
from api.templating import show_date
from engine.errors import Text
from engine.model.json_value import JsonValue
from engine.operations.registers.read_register import RegisterLine

KINDS = "loai_van_ban"  # the code list of kinds of documents
INCOMING_BOOKS = "van_ban_den.dang_ky_den.so_vb_den"
_LONGEST_DAY = 10


class Reader:
    """Reads the cells of lines into words: `names` are those of people, units and bodies by their codes."""

    def __init__(self, words: Words, names: Mapping[str, str]) -> None:
        self._words, self._names = words, names

    def text(self, value: JsonValue) -> str:
        """Write a value; a code becomes its name, several are joined."""
        if value is None:
            return ""
        if isinstance(value, list):
            return "; ".join(self.text(item) for item in value)
        return self._names.get(str(value), str(value))

    def day(self, value: JsonValue) -> str:
        """Write a day as dd/MM/yyyy."""
        if not isinstance(value, str) or not value:
            return ""
        try:
            return show_date(datetime.fromisoformat(value) if len(value) > _LONGEST_DAY else date.fromisoformat(value))
        except ValueError:
            return value

    def word(self, code_list: str, value: JsonValue) -> str:
        """Write the word of a code."""
        return self._words.code(code_list, str(value)) if value else ""


Write = Callable[[RegisterLine, Reader], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, its share of the sheet's width in per cent, and how a line fills it."""

    heading: Text
    width: int
    write: Write
    opens: bool = False  # leads to the case


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterForm:
    """The form of a register; `title` stands on its first page."""

    register: str
    title: Text
    columns: tuple[Column, ...]


def _cell(name: str) -> Write:
    return lambda line, read: read.text(line.cells.get(name))


def _day(name: str) -> Write:
    return lambda line, read: read.day(line.cells.get(name))


def _coded(name: str, code_list: str) -> Write:
    return lambda line, read: read.word(code_list, line.cells.get(name))


def _subject(line: RegisterLine, read: Reader) -> str:
    kind, subject = read.word(KINDS, line.cells.get("loai_van_ban")), read.text(line.cells.get("trich_yeu"))
    return subject if subject.lower().startswith(kind.lower()) else f"{kind}: {subject}"


def _recipients(line: RegisterLine, read: Reader) -> str:
    parts = [line.cells.get("kinh_gui"), line.cells.get("noi_nhan")]
    bodies = read.text(list(dict.fromkeys(str(code) for part in parts if isinstance(part, list) for code in part)))
    return "; ".join(filter(None, (bodies, read.text(line.cells.get("gui_ca_nhan")))))


def _taker(line: RegisterLine, read: Reader) -> str:
    return read.text([one for one in (line.later.get("don_vi_chu_tri"), line.later.get("nguoi_xu_ly")) if one])


def _sender(line: RegisterLine, read: Reader) -> str:
    return ", ".join(filter(None, (read.text(line.cells.get(name)) for name in ("nguoi_viet", "dia_chi"))))


def _later(name: str, code_list: str) -> Write:
    return lambda line, read: read.word(code_list, line.later.get(name))


def _note(line: RegisterLine, _read: Reader) -> str:
    return f"Số đã hủy: {line.void_reason}" if line.void_reason is not None else ""


def _subject_of_letter(line: RegisterLine, read: Reader) -> str:
    return _note(line, read) or read.text(line.cells.get("tieu_de"))


def _column(vi: str, en: str, width: int, write: Write, *, opens: bool = False) -> Column:
    return Column(heading=Text(vi=vi, en=en), width=width, write=write, opens=opens)


_NOTE = _column("Ghi chú", "Notes", 7, _note)
FORMS: tuple[RegisterForm, ...] = (
    RegisterForm(
        register="so_van_ban_di",
        title=Text(vi="Sổ đăng ký văn bản đi", en="Register of outgoing documents"),
        columns=(
            _column("Số, ký hiệu văn bản", "Number and symbol", 12, _cell("so_ky_hieu"), opens=True),
            _column("Ngày tháng văn bản", "Date", 9, _day("ngay")),
            _column("Tên loại và trích yếu nội dung văn bản", "Kind and subject", 27, _subject),
            _column("Người ký", "Signed by", 11, _cell("nguoi_ky")),
            _column("Nơi nhận văn bản", "Recipients", 16, _recipients),
            _column("Đơn vị, người nhận bản lưu", "Keeps the file copy", 11, _cell("nguoi_lap")),
            _column("Số lượng bản", "Copies", 6, _cell("so_ban")),
            _NOTE,
        ),
    ),
    RegisterForm(
        register="so_van_ban_den",
        title=Text(vi="Sổ đăng ký văn bản đến", en="Register of incoming documents"),
        columns=(
            _column("Ngày đến", "Received", 9, _day("ngay_den")),
            _column("Số đến", "Arrival no.", 6, lambda line, _read: f"{line.position:02d}", opens=True),
            _column("Tác giả", "From", 13, _cell("co_quan_gui")),
            _column("Số, ký hiệu văn bản", "Number and symbol", 10, _cell("so_ky_hieu")),
            _column("Ngày tháng văn bản", "Date", 9, _day("ngay_van_ban")),
            _column("Tên loại và trích yếu nội dung văn bản", "Kind and subject", 20, _subject),
            _column("Đơn vị hoặc người nhận", "Handed to", 12, _taker),
            _column("Ngày chuyển", "On", 9, lambda line, read: read.day(line.later.get("but_phe_luc"))),
            _column("Ký nhận", "Signature", 5, lambda _line, _read: ""),
            _NOTE,
        ),
    ),
    RegisterForm(
        register="so_don",
        title=Text(vi="Sổ đơn khiếu nại, tố cáo, kiến nghị, phản ánh", en="Register of petitions"),
        columns=(
            _column("Số thứ tự", "No.", 5, lambda line, _read: f"{line.position:02d}"),
            _column("Mã hồ sơ", "Case id", 11, _cell("ma_ho_so"), opens=True),
            _column("Ngày nhận", "Received", 8, _day("ngay_nhan")),
            _column("Nguồn đơn", "Source", 9, _coded("nguon", "don_thu.tiep_nhan_don.nguon")),
            _column("Người gửi, địa chỉ", "Sender, address", 18, _sender),
            _column("Trích yếu nội dung đơn", "Subject", 18, _subject_of_letter),
            _column("Loại đơn", "Kind", 9, _coded("loai_don", "loai_don")),
            _column("Hướng xử lý", "Handling", 14, _later("hinh_thuc_xu_ly", "don_thu.de_xuat.hinh_thuc_xu_ly")),
            _column("Người xử lý", "Officer", 8, _cell("nguoi_xu_ly")),
        ),
    ),
    RegisterForm(
        register="so_sao_van_ban",
        title=Text(vi="Sổ đăng ký sao văn bản", en="Register of copies"),
        columns=(
            _column("Số, ký hiệu bản sao", "Number and symbol", 12, _cell("so_ky_hieu"), opens=True),
            _column("Ngày tháng", "Date", 9, _day("ngay")),
            _column("Văn bản được sao", "Document copied", 27, _cell("van_ban")),
            _column("Loại sao", "Kind of copy", 9, _coded("loai_sao", "sao_y_so_hoa.yeu_cau_sao.loai_sao")),
            _column("Hình thức sao", "Form of copy", 13, _coded("hinh_thuc", "sao_y_so_hoa.yeu_cau_sao.hinh_thuc")),
            _column("Số lượng bản", "Copies", 6, _cell("so_ban")),
            _column("Người yêu cầu", "Asked for by", 12, _cell("nguoi_lap")),
            _NOTE,
        ),
    ),
)


def form_of(book: str) -> RegisterForm | None:
    """Give the form that a book is printed on."""
    register = book.partition(":")[0]
    return next((form for form in FORMS if form.register == register), None)


def book_name(book: str, words: Words) -> Text | None:
    """Name the part of a register that a book is, as in “Sổ văn bản của Đảng”; None where a register is one book."""
    parts = book.split(":")[1:]
    if not parts:
        return None
    if parts == ["han_che"]:
        return Text(vi="Sổ của hồ sơ hạn chế xem", en="Book: restricted cases")
    name = words.code(INCOMING_BOOKS, parts[0])
    return Text(vi=name, en=name)
