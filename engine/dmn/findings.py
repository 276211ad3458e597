"""Collect everything that is to be mended in one DMN file, so that a designer sees all of it at once.

Two grades: a file whose structure is broken cannot be used at all; a broken expression spoils its own value only, so
that a tool can show and evaluate the rest of the model. Deployment refuses both.
"""

from engine.dmn.model import Literal, Place
from engine.errors import DefinitionError, Finding, Text
from engine.feel import FeelSyntaxError
from engine.untrusted_xml import Node

MAX_FINDINGS = 200


class Findings:
    """The findings of one file, at most `MAX_FINDINGS` of them."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        self._found: list[Finding] = []
        self.is_broken = False

    def add(self, code: str, node: Node, vi: str, en: str) -> None:
        """Note that the structure at `node` must be mended; both texts say what and how."""
        self.add_at(code, place_of(node), vi, en, breaks=True)

    def add_local(self, code: str, node: Node, vi: str, en: str) -> None:
        """Note something that spoils one expression only: its value will be null."""
        self.add_at(code, place_of(node), vi, en)

    def add_at(self, code: str, place: Place, vi: str, en: str, *, breaks: bool = False) -> None:
        """Note something at a place; what `breaks` makes the whole file useless."""
        self.is_broken = self.is_broken or breaks
        finding = Finding(
            code=code, text=Text(vi=vi, en=en), resource=self.resource, element_id=place.id, line=place.line
        )
        if len(self._found) < MAX_FINDINGS and finding not in self._found:
            self._found.append(finding)

    def add_syntax(self, literal: Literal, error: FeelSyntaxError) -> None:
        """Note that a text is not FEEL."""
        where_vi = f"dòng {error.line}, cột {error.column} của biểu thức"
        where_en = f"line {error.line}, column {error.column} of the expression"
        self.add_at(
            "feel_invalid",
            literal.place,
            f"Biểu thức FEEL sai ({where_vi}): {error.message_vi}",
            f"The FEEL expression is wrong ({where_en}): {error.message_en}",
        )

    @property
    def all(self) -> tuple[Finding, ...]:
        """Give the findings in the order of the file's lines."""
        return tuple(sorted(self._found, key=lambda finding: finding.line or 0))

    def raise_any(self, *, lenient: bool) -> None:
        """Raise DefinitionError when anything was found; `lenient` lets findings of single expressions pass."""
        if not self._found or (lenient and not self.is_broken):
            return
        ordered = self.all
        first = ordered[0].text
        raise DefinitionError(
            Text(
                vi=f"{self.resource}: có {len(ordered)} chỗ phải sửa. {first.vi}",
                en=f"{self.resource}: {len(ordered)} thing(s) to mend. {first.en}",
            ),
            findings=ordered,
        )


def place_of(node: Node) -> Place:
    """Tell where an element stands: the line, and the nearest element, the node itself included, that has an id."""
    line = int(node.sourceline or 0)
    while node is not None:
        if node.get("id"):
            return Place(id=str(node.get("id")), line=line)
        node = node.getparent()
    return Place(id=None, line=line)
