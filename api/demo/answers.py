"""What people of a story write into forms; five things of it are made on the spot.

`{"$pdf": name, "lines": […]}` is a paper that is scanned and uploaded, `{"$draft": template, "name": …, "fields": …,
"body": […]}` a Word file drafted from one of our templates (`faults`: its writer forgot to set the paragraphs `plain`
bold, or, `unended`, the full stop after the recipients), `{"$feel": expression}` what the engine computes,
`{"$case": id}` the key of the case of this Mã hồ sơ, `{"$held": name}` what the task holds already.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

from engine.model.actor import SYSTEM, Actor
from engine.model.json_value import JsonValue, Variables
from engine.operations import Engine, InstanceFilter, evaluate_expression, search_instances, upload_document

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADING: Final = re.compile(r"[IVX]+\. ")
_NOTHING: Final[Variables] = {}
_ABSENT: Final[Mapping[str, Any]] = {"can_cu": [], "quyen_han": [], "kinh_gui": ""}


class Answers:
    """Answers of one person, who uploads the files."""

    def __init__(self, engine: Engine, actor: Actor, held: Variables = _NOTHING) -> None:
        """Take who answers, and the variables of the task that they work on."""
        self._engine, self._actor, self._held = engine, actor, held

    def resolve(self, written: Variables) -> dict[str, JsonValue]:
        """Give answers as a form takes them."""
        return {name: self._made(one) for name, one in written.items()}

    def _made(self, written: JsonValue) -> JsonValue:
        if isinstance(written, list):
            return [self._made(one) for one in written]
        if not isinstance(written, dict):
            return written
        if "$held" in written:
            return self._held[str(written["$held"])]
        makers = {"$pdf": self._scanned, "$draft": self._drafted, "$feel": self._computed, "$case": self._case}
        make = next((maker for mark, maker in makers.items() if mark in written), self.resolve)
        return make(written)

    def _scanned(self, written: Mapping[str, Any]) -> str:
        return self._upload(str(written["$pdf"]), self._paper(written), "application/pdf")

    def _drafted(self, written: Mapping[str, Any]) -> str:
        return self._upload(str(written["name"]), _drafted(written), DOCX)

    def _computed(self, written: Mapping[str, Any]) -> JsonValue:
        with self._engine.unit_of_work() as uow:
            return evaluate_expression(uow, SYSTEM, expression=str(written["$feel"]), variables={}).value

    def _case(self, written: Mapping[str, Any]) -> str:
        business_id = str(written["$case"])
        with self._engine.unit_of_work() as uow:
            found = search_instances(uow, self._actor, filter=InstanceFilter(text=business_id)).items
        return next(str(one.key) for one in found if one.business_id == business_id)

    def _paper(self, written: Mapping[str, Any]) -> bytes:
        from engine.typesetting.compile import compile_pdf  # noqa: PLC0415  it loads with the first paper

        with self._engine.unit_of_work() as uow:
            made_at = uow.now
        lines = written.get("lines", [written["$pdf"]])
        return compile_pdf((files(__package__) / "paper.typ").read_bytes(), {"lines": lines}, made_at=made_at)

    def _upload(self, name: str, content: bytes, declared_type: str) -> str:
        stored = upload_document(
            self._engine, self._actor, file_name=name, chunks=[content], declared_type=declared_type
        )
        return str(stored.key)


def _drafted(written: Mapping[str, Any]) -> bytes:
    """Draft in Word as a specialist does: the template, its blanks, and text of one's own."""
    from engine.templates import draft_template, fill_docx  # noqa: PLC0415  Word's libraries load with the first draft

    body = [{"style": "heading" if _HEADING.match(text) else "paragraph", "text": text} for text in written["body"]]
    filled = fill_docx(draft_template(written["$draft"], body=body), {**_ABSENT, **written["fields"]})
    return _with_faults(filled, written["faults"]) if "faults" in written else filled


def _with_faults(content: bytes, faults: Mapping[str, Any]) -> bytes:
    from docx import Document  # noqa: PLC0415  as above

    document = Document(BytesIO(content))
    inside = [
        paragraph
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
    ]
    for paragraph in [*document.paragraphs, *inside]:
        if paragraph.text.strip() in faults.get("plain", ()):
            for run in paragraph.runs:
                run.bold = False
        if faults.get("unended") and "Lưu:" in paragraph.text:
            for run in paragraph.runs:
                run.text = run.text.removesuffix(".")
    made = BytesIO()
    document.save(made)
    return made.getvalue()
