"""Văn bản: registers through the pages – the paper's columns, filters, print and workbook, and what nobody may see."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from itertools import product

import pytest
from lxml import etree
from sqlalchemy import select, update

from engine.model.actor import SYSTEM, Actor
from engine.model.json_value import JsonValue
from engine.operations import Engine
from engine.operations.registers.allocate_number import allocate_number
from engine.operations.registers.enter_register import enter_register
from engine.operations.registers.void_number import void_number
from engine.store.queries import register_lines, word_search
from engine.store.registers import EntryRow
from engine.store.tables import CaseMember, ProcessInstance
from engine.store.tables.core import core
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import desk
from tests.office import deploy, shipped

LIEN, OANH, TUONG = "vu.bich.lien", "le.kim.oanh", "bui.xuan.tuong"
OUT, INWARDS = "so_van_ban_di", "so_van_ban_den:co_quan_nha_nuoc"
YEAR = "2026"
REQUEST_ID = "register_unknown /"


@pytest.fixture
def office(engine: Engine, served: Served) -> Served:
    """Give an Office with one case, whose lines the registers have."""
    deploy(engine, *shipped("sao_y_so_hoa"))
    with desk(served, OANH) as clerk:
        clerk.start("Nghị quyết 12")
    return served


def enter(engine: Engine, book: str = OUT, **cells: JsonValue) -> int:
    """Write a line as the connector does; give its number."""
    with engine.unit_of_work() as uow:
        [case] = uow.connection.execute(select(core(ProcessInstance).c.key)).scalars()
        source = f"job:{uow.new_key()}"
        line = allocate_number(uow, series=f"register:{book}", period=YEAR, source_key=source).number
        row = EntryRow(
            book=book, period=YEAR, position=line, source_key=f"{source}:entry", instance_key=case, cells=filled(cells)
        )
        enter_register(uow, row)
    return line


def filled(cells: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    usual: dict[str, JsonValue] = {
        "so_ky_hieu": "719/HĐND-CTHĐND",
        "ngay": "2026-11-25",
        "loai_van_ban": "cong_van",
        "trich_yeu": "Đôn đốc gửi hồ sơ dự thảo nghị quyết",
        "nguoi_ky": TUONG,
        "kinh_gui": ["SXD"],
        "noi_nhan": ["SXD", "VP"],
        "nguoi_lap": OANH,
        "so_ban": 4,
    }
    return {**usual, **cells}


def test_a_line_reads_as_in_the_paper_register(office: Served, engine: Engine) -> None:
    enter(engine)
    with desk(office, LIEN) as registry:
        page = registry.get("/van-ban").text

    line = text_of(page.partition('<tr id="dong-1"')[2].partition("</tr>")[0])
    assert line.endswith(
        "719/HĐND-CTHĐND 25/11/2026 Công văn: Đôn đốc gửi hồ sơ dự thảo nghị quyết Bùi Xuân Tường "
        "Sở Xây dựng; Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Lê Thị Kim Oanh 4"
    )
    assert "Số, ký hiệu văn bản" in page
    assert "Đơn vị, người nhận bản lưu" in page
    assert "(8)" in page


def text_of(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=718", {1}),
        ("q=hoach%20do", {2}),  # words of the subject by their beginnings, without diacritics
        ("q=so%20xay%20dung", {1, 2}),  # what a code means
        ("loai=QĐ", {2}),
        ("tu=2026-11-26", set()),
        ("tu=2026-11-25&den=2026-11-25", {1, 2}),
        ("q=%27%26%7C!", set()),  # no operators of the database's search language
        ("loai=%27)%20%26%5C", set()),
        ("q=khong%20co", set()),
    ],
)
def test_filters_find_what_they_say(office: Served, engine: Engine, query: str, found: set[int]) -> None:
    enter(engine, so_ky_hieu="718/HĐND-CTHĐND")
    enter(engine, so_ky_hieu="20/QĐ-VP", loai_van_ban="QĐ", trich_yeu="Quy hoạch đô thị")
    with desk(office, LIEN) as registry:
        page = registry.get(f"/van-ban?so={OUT}&{query}")

    assert page.status_code == 200
    assert {int(line) for line in re.findall(r'id="dong-(\d+)"', page.text)} == found


# Lines looked at first, lines read one after the other at most, lines counted.
WAYS = [(*way, most) for way in ((0, 0), (2, 7), (2, 100), (12, 0), (2_000, 60_000)) for most in (1, 1_000)]


@pytest.mark.usefixtures("office")
def test_every_way_of_searching_finds_the_same_lines(
    engine: Engine, actor: Callable[[str], Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        enter(engine, trich_yeu="Quy hoạch" if number % 4 == 0 else "Đôn đốc")  # lines 1, 5 and 9
    for (sampled, far, most), text in product(WAYS, ("quy hoach", "cong van quy hoach", "so quy")):
        monkeypatch.setattr(word_search, "SAMPLED", sampled)
        monkeypatch.setattr(word_search, "FAR", far)
        monkeypatch.setattr(register_lines, "MOST_ON_PAGES", most)
        wanted = register_lines.LineFilter(book=OUT, period=YEAR, text=text)
        with engine.unit_of_work() as uow:
            given = (uow.connection, actor(LIEN), uow.now, wanted)
            last, total = register_lines.lines_before(*given, before=None, limit=2)
            earlier, again = register_lines.lines_before(*given, before=5, limit=2)
            following = register_lines.lines_after(*given, after=1, limit=2)
        assert total == again == min(3, most + 1)
        assert [[one.position for one in lines] for lines in (last, earlier, following)] == [[9, 5], [1], [5, 9]]


def test_pages_follow_each_other_without_loss(office: Served, engine: Engine) -> None:
    for _ in range(60):
        enter(engine)
    with desk(office, LIEN) as registry:
        first = registry.get("/van-ban").text
        following = re.search(r'href="([^"]*truoc-dong[^"]*)"', first)
        assert following is not None
        second = registry.get(following.group(1).replace("&amp;", "&")).text
        sheet = registry.get("/van-ban/in").text

    lines = [int(line) for page in (first, second) for line in re.findall(r'id="dong-(\d+)"', page)]
    assert lines == list(range(60, 0, -1))
    assert [int(line) for line in re.findall(r'id="dong-(\d+)"', sheet)] == list(range(1, 61))


def test_a_restricted_case_is_absent_for_everybody_but_those_it_names(office: Served, engine: Engine) -> None:
    restricted = f"{OUT}:han_che"
    enter(engine)
    enter(engine, restricted, trich_yeu="Chuyển đơn tố cáo")
    with engine.unit_of_work() as uow:
        table, members = core(ProcessInstance), core(CaseMember)
        uow.connection.execute(update(table).values(restricted=True))
        key = uow.connection.execute(select(table.c.key)).scalar_one()
        values = {"instance_key": key, "principal": f"user:{TUONG}", "role": "case", "since": uow.now}
        uow.connection.execute(members.insert().values(values))
    with desk(office, LIEN) as registry, desk(office, TUONG) as leader:
        for path in ("/van-ban", "/van-ban/in", "/van-ban?q=chuyen"):
            page = registry.get(path).text
            assert "dong-" not in page
            assert "han_che" not in page
        unknown, hidden = (text_of(registry.get(f"/van-ban?so={one}").text) for one in ("khong_co", restricted))
        assert hidden.split(REQUEST_ID)[0] == unknown.split(REQUEST_ID)[0]
        assert "Chuyển đơn tố cáo" in leader.get(f"/van-ban?so={restricted}").text


def test_the_workbook_has_every_line_as_text_in_the_order_of_the_book(office: Served, engine: Engine) -> None:
    enter(engine, trich_yeu='=HYPERLINK("http://xa.example")')
    enter(engine, trich_yeu="A < B & C\x0b")
    with desk(office, LIEN) as registry:
        answer = registry.get("/van-ban/xuat")

    assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        sheet = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{name}row")]
    assert rows[0][0] == "Số, ký hiệu văn bản"
    assert [row[2] for row in rows[1:]] == ['Công văn: =HYPERLINK("http://xa.example")', "Công văn: A < B & C"]
    assert not list(sheet.iter(f"{name}f"))


def test_the_incoming_book_shows_its_own_columns(office: Served, engine: Engine) -> None:
    enter(engine, INWARDS, ngay_den="2026-11-25", co_quan_gui="SXD", so_ky_hieu="245/BC-SXD", ngay_van_ban="2026-11-23")
    with desk(office, LIEN) as registry:
        page = registry.get(f"/van-ban?so={INWARDS}").text

    assert "Sổ văn bản cơ quan nhà nước" in page
    assert "25/11/2026 01 Sở Xây dựng 245/BC-SXD 23/11/2026" in text_of(page)


def test_a_voided_number_stays_with_its_reason(office: Served, engine: Engine) -> None:
    enter(engine)
    with engine.unit_of_work() as uow:
        [case] = uow.connection.execute(select(core(ProcessInstance).c.key)).scalars()
        allocate_number(uow, series="VP:chung", period=YEAR, source_key="job:1", instance_key=case)
        void_number(uow, SYSTEM, series="VP:chung", period=YEAR, number=1, reason="Cấp nhầm sổ")
    with desk(office, LIEN) as registry:
        assert "Số đã hủy: Cấp nhầm sổ" in registry.get("/van-ban").text


def test_who_may_not_read_registers_is_told_which_right_is_missing(office: Served) -> None:
    with desk(office, OANH) as clerk:
        answer = clerk.get("/van-ban")
        assert answer.status_code == 403
        assert "REGISTER" in answer.text
        assert 'href="/van-ban"' not in clerk.get("/viec").text


@pytest.mark.parametrize("query", ["tu=hom-nay", "truoc-dong=0", "so=%00", "nam=1999"])
def test_what_makes_no_sense_is_refused_in_words(office: Served, engine: Engine, query: str) -> None:
    enter(engine)
    with desk(office, LIEN) as registry:
        assert registry.get(f"/van-ban?{query}").status_code == 400
