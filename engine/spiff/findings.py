"""Collect everything that is to be mended in one file, so that a designer sees all of it at once."""

from engine.errors import DefinitionError, Finding, Severity, Text
from engine.untrusted_xml import Node

MAX_FINDINGS = 200


def local_name(node: Node) -> str:
    """Give an element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def namespace(node: Node) -> str:
    """Give an element's namespace, empty when it has none."""
    return str(node.tag).rpartition("}")[0].lstrip("{")


def owner_id(node: Node) -> str | None:
    """Give the id of the nearest element, itself included, that has one."""
    while node is not None:
        found = node.get("id")
        if found:
            return str(found)
        node = node.getparent()
    return None


class Findings:
    """The findings of one file, at most `MAX_FINDINGS` of them."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        self._found: list[Finding] = []
        self._notes: list[Finding] = []

    def add(self, code: str, node: Node, vi: str, en: str) -> None:
        """Note that something at `node` must be mended; both texts say what and how."""
        self._keep(self._found, code, node, Text(vi=vi, en=en), "error")

    def note(self, code: str, node: Node, vi: str, en: str) -> None:
        """Note something at `node` that does not stand in the way but that a designer should know."""
        self._keep(self._notes, code, node, Text(vi=vi, en=en), "warning")

    @property
    def notes(self) -> tuple[Finding, ...]:
        """Give what does not stand in the way, in the order of the file's lines."""
        return tuple(sorted(self._notes, key=lambda finding: finding.line or 0))

    def _keep(self, found: list[Finding], code: str, node: Node, text: Text, severity: Severity) -> None:
        finding = Finding(
            code=code,
            text=text,
            resource=self.resource,
            element_id=owner_id(node),
            line=node.sourceline,
            severity=severity,
        )
        # A message that several events wait for is read for each of them, but told once.
        if len(found) < MAX_FINDINGS and finding not in found:
            found.append(finding)

    def __len__(self) -> int:
        return len(self._found)

    def raise_any(self) -> None:
        """Raise DefinitionError when anything was found, findings in the order of the file's lines."""
        if not self._found:
            return
        ordered = tuple(sorted(self._found, key=lambda finding: finding.line or 0))
        first = ordered[0].text
        count = len(ordered)
        raise DefinitionError(
            Text(
                vi=f"{self.resource}: có {count} chỗ phải sửa. {first.vi}",
                en=f"{self.resource}: {count} thing(s) to mend. {first.en}",
            ),
            findings=ordered,
        )
