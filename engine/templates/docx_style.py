"""What a paragraph of a .docx really looks like, after styles and defaults (ECMA-376 part 1, §17.7.2). Reading only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.font import Font
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run

from engine.errors import InputRejected, Text

MOST_PARAGRAPHS: Final = 10_000
_DEEPEST_STYLE: Final = 12
_DEEPEST_TABLE: Final = 6
_DEFAULT_SIZE_PT: Final = 10.0
_ALIGN: Final = {0: "left", 1: "center", 2: "right", 3: "both"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the visible letters of a paragraph look; a mixed paragraph has several sizes or fonts.

    `align` is left, center, right or both; lengths in millimetres and points.
    """

    number: int
    text: str
    sizes: frozenset[float]
    fonts: frozenset[str]
    bold: bool
    italic: bool
    align: str
    first_line_mm: float
    after_pt: float
    line: float | None
    in_table: bool


def looks(document: Document) -> Iterator[Look]:
    """Yield every paragraph with text in reading order, also those in tables; `number` counts from 1.

    Raises InputRejected for a document with more paragraphs than anybody drafts.
    """
    styles = _Styles(document)
    for number, (paragraph, in_table) in enumerate(_paragraphs(document), start=1):
        if number > MOST_PARAGRAPHS:
            raise InputRejected(
                Text(
                    vi=f"Dự thảo có hơn {MOST_PARAGRAPHS} đoạn, không kiểm tra được. Hãy tách phụ lục thành tệp riêng.",
                    en=f"The draft has more than {MOST_PARAGRAPHS} paragraphs. Please put appendices into other files.",
                ),
                code="draft_too_long",
            )
        if paragraph.text.strip():
            yield _look(styles, number, paragraph, in_table=in_table)


class _Styles:
    """The styles of a document and what each stands on, looked up once: the library reads all of them each time."""

    def __init__(self, document: Document) -> None:
        self._element = document.styles.element
        self._ids = frozenset(one.get(qn("w:styleId")) for one in self._element.iterchildren(qn("w:style")))
        self._known: dict[tuple[type, str | None], tuple[Any, ...]] = {}

    def of(self, item: Paragraph | Run) -> tuple[Any, ...]:
        """Give the styles of a paragraph or a run, the nearest first."""
        named = item._element.style  # noqa: SLF001 – the public property looks the style up
        key = (type(item), named if named in self._ids else None)
        if key not in self._known:
            self._known[key] = tuple(_chain(item.style))
        return self._known[key]

    def default(self, tag: str, attribute: str) -> str | None:
        """Give a default of the whole document."""
        path = f"./{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn(tag)}"
        found = self._element.find(path)
        value = found.get(qn(attribute)) if found is not None else None
        return str(value) if value is not None else None


def _paragraphs(
    holder: Document | _Cell, *, in_table: bool = False, depth: int = 0
) -> Iterator[tuple[Paragraph, bool]]:
    for item in holder.iter_inner_content():
        if not isinstance(item, Table):
            yield item, in_table
        elif depth < _DEEPEST_TABLE:
            # Cell by cell as written: what a cell claims to span is not believed.
            for row in item.rows:
                for cell in row._tr.tc_lst:  # noqa: SLF001 – the public list repeats spanned cells
                    yield from _paragraphs(_Cell(cell, item), in_table=True, depth=depth + 1)


def _look(styles: _Styles, number: int, paragraph: Paragraph, *, in_table: bool) -> Look:
    below = styles.of(paragraph)
    form = [paragraph.paragraph_format, *(style.paragraph_format for style in below)]
    runs = [[one.font for one in (run, *styles.of(run), *below)] for run in paragraph.runs if run.text.strip()]
    align = next((value for one in form if (value := _alignment(one)) is not None), 0)
    indent = next((one.first_line_indent for one in form if one.first_line_indent is not None), None)
    gaps = (
        next((length for one in form if (length := getattr(one, side)) is not None), None)
        for side in ("space_before", "space_after")
    )
    line = next((one.line_spacing for one in form if one.line_spacing is not None), None)
    return Look(
        number=number,
        text=" ".join(paragraph.text.split()),
        sizes=frozenset(_size(styles, fonts) for fonts in runs),
        fonts=frozenset(_font(styles, fonts) for fonts in runs),
        bold=bool(runs) and all(_flag(fonts, "bold") for fonts in runs),
        italic=bool(runs) and all(_flag(fonts, "italic") for fonts in runs),
        align=_ALIGN.get(align, "left"),
        first_line_mm=indent.mm if indent is not None else 0.0,
        after_pt=max((length.pt for length in gaps if length is not None), default=0.0),
        line=line if isinstance(line, float) else None,
        in_table=in_table,
    )


def _alignment(form: ParagraphFormat) -> int | None:
    try:
        return int(form.alignment) if form.alignment is not None else None
    except ValueError:  # a word of another dialect, which the library does not know
        return None


def _chain(style: Any) -> Iterator[Any]:  # noqa: ANN401 – the library types styles loosely
    for _ in range(_DEEPEST_STYLE):
        if style is None:
            return
        yield style
        style = style.base_style


def _flag(fonts: Sequence[Font], name: str) -> bool:
    found = (getattr(one, name) for one in fonts)
    return bool(next((value for value in found if value is not None), False))


def _size(styles: _Styles, fonts: Sequence[Font]) -> float:
    size = next((one.size for one in fonts if one.size is not None), None)
    if size is not None:
        return float(size.pt)
    half_points = styles.default("w:sz", "w:val")
    return float(half_points) / 2 if half_points and half_points.isdigit() else _DEFAULT_SIZE_PT


def _font(styles: _Styles, fonts: Sequence[Font]) -> str:
    return next((one.name for one in fonts if one.name), None) or styles.default("w:rFonts", "w:ascii") or ""
