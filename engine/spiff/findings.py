"""Collect everything that is to be mended in one file, so that a designer sees all of it at once."""

from typing import Any, TypeAlias

from engine.errors import DefinitionError, Finding, Text

Node: TypeAlias = Any  # an lxml element; its stubs do not cover what we read of it
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

    def add(self, code: str, node: Node, vi: str, en: str) -> None:
        """Note that something at `node` must be mended; both texts say what and how."""
        finding = Finding(
            code=code,
            text=Text(vi=vi, en=en),
            resource=self.resource,
            element_id=owner_id(node),
            line=node.sourceline,
        )
        # A message that several events wait for is read for each of them, but told once.
        if len(self._found) < MAX_FINDINGS and finding not in self._found:
            self._found.append(finding)

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
