"""Collects what is wrong with a form file: every fault once, with its place, in both languages.

The codes are stable; the texts say what to mend. Reading goes on after a fault, so that one upload shows them all.
"""

from engine.errors import Finding, Text

MAX_FINDINGS = 100


class Faults:
    """The findings of one form file, in the order in which they were met (at most `MAX_FINDINGS`)."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        self.found: list[Finding] = []

    def add(self, code: str, vi: str, en: str, *, component: str | None = None, key: str | None = None) -> None:
        """Record a fault of the component with this id (and variable), or of the file as a whole."""
        if len(self.found) < MAX_FINDINGS:
            where_vi = f"Thành phần “{component}”: " if component else ""
            where_en = f"Component “{component}”: " if component else ""
            text = Text(vi=where_vi + vi, en=where_en + en)
            self.found.append(Finding(code=code, text=text, resource=self.resource, element_id=component, field=key))
