"""The sentences of the check: what is wrong with a table, with its decision, rule and column, in both languages."""

from dataclasses import dataclass, field

from engine.dmn.model import Place
from engine.errors import Finding, Text

MOST_OF_A_KIND = 20


@dataclass(slots=True)
class Told:
    """The findings about one decision; of one kind only the first MOST_OF_A_KIND are kept."""

    resource: str
    decision: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, place: Place, vi: str, en: str) -> None:
        """Note a warning at a place of the file."""
        if sum(1 for finding in self.findings if finding.code == code) >= MOST_OF_A_KIND:
            return
        finding = Finding(
            code=code,
            text=Text(vi=f"Bảng “{self.decision}”: {vi}", en=f"Table “{self.decision}”: {en}"),
            resource=self.resource,
            element_id=place.id,
            line=place.line,
            severity="warning",
        )
        if finding not in self.findings:
            self.findings.append(finding)
