"""BPMN models of other people: each runs here to its first wait state or end, or is refused with reasons.

A case of each model that starts without an event is begun without data, saved and restored; what it lacks is an
incident, never a failure.
"""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from lxml import etree

from engine.errors import DefinitionError, Finding
from engine.model.limits import RuntimeLimits
from engine.spiff import parse
from tests.conformance.scoring import Suite, fingerprint, most_frequent
from tests.unit.spiff.desk import Desk

FOLDERS = ("bpmn-miwg", "zeebe-models", "operaton-models")
PATTERNS = ("*.bpmn", "*.bpmn20.xml")
SECONDS_A_FILE = 20.0


class TooSlow(Exception):
    """A model took longer than its time."""


def run_folder(folder: Path) -> Suite:
    """Judge every BPMN file below `folder`."""
    files = sorted(path for pattern in PATTERNS for path in folder.rglob(pattern))
    refused: Counter[str] = Counter()
    elements: Counter[str] = Counter()
    failed: list[str] = []
    deployed = begun = 0
    for path in files:
        name = path.relative_to(folder).as_posix()
        try:
            findings = _verdict(path)
            if findings is None:
                deployed += 1
                begun += _begin(path)
                continue
            failed += [f"{name}: {fault}" for fault in _faults(findings)]
            refused.update({finding.code for finding in findings})
            elements.update(_refused_elements(path, findings))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this file's failure and the rest goes on
            failed.append(f"{name}: {type(error).__name__}: {error}")
    broken = {entry.partition(":")[0] for entry in failed}
    return Suite(
        line={
            "suite": folder.name,
            "total": len(files),
            "deployed": deployed,
            "begun": begun,
            "refused_files": len(files) - deployed - len(broken),
            "refused": most_frequent(refused),
            "refused_elements": most_frequent(elements),
            "failed": failed,
        },
        passed=deployed,
        data=fingerprint(folder, files),
    )


def _verdict(path: Path) -> tuple[Finding, ...] | None:
    """Give None for a model that can be deployed, or the findings that refuse it."""
    with _within(SECONDS_A_FILE):
        try:
            models = parse(path.read_bytes(), resource=path.name, limits=RuntimeLimits())
        except DefinitionError as refusal:
            return refusal.findings
    if not models:
        raise ValueError("neither models nor findings")
    return None


def _begin(path: Path) -> int:
    """Begin a case of the file's first process and keep it; give 0 when only an event begins one."""
    xml = path.read_bytes()
    model = parse(xml, resource=path.name, limits=RuntimeLimits())[0]
    if not model.definition.has_plain_start:
        return 0
    with _within(SECONDS_A_FILE):
        desk = Desk(xml, {"ma_ho_so": "HS-1"})
        waits = desk.tasks or desk.jobs or desk.waits or desk.calls or desk.incidents or desk.conditions
        if desk.outcome is None and not waits:
            raise ValueError("neither ended nor waiting")
    return 1


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer than `seconds` of this process's own computing time."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds:.0f} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _faults(findings: tuple[Finding, ...]) -> list[str]:
    """Tell what a refusal lacks to be of use."""
    if not findings:
        return ["refused without a finding"]
    faults = []
    for finding in findings:
        if not (finding.code and finding.text.vi.strip() and finding.text.en.strip() and finding.resource):
            faults.append(f"{finding.code}: a text or the file's name is missing")
        if finding.element_id is None and finding.line is None and finding.code not in _WHOLE_FILE:
            faults.append(f"{finding.code}: neither element nor line")
    return faults


_WHOLE_FILE = frozenset({"model_too_large", "xml_doctype", "xml_invalid"})


def _refused_elements(path: Path, findings: tuple[Finding, ...]) -> set[str]:
    """Name the kinds of elements that the findings point at: the one named in the text, or the first of its line."""
    try:
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except etree.XMLSyntaxError:
        return set()
    by_line: dict[int, list[str]] = {}
    for node in root.iter(etree.Element):
        by_line.setdefault(int(node.sourceline or 0), []).append(str(node.tag).rpartition("}")[2])
    kinds = set()
    for finding in findings:
        tags = by_line.get(finding.line or 0, [])
        kinds.update([tag for tag in tags if tag in finding.text.en][:1] or tags[:1])
    return kinds


def run(data: Path) -> Iterator[Suite]:
    """Judge the folders that are there."""
    for name in FOLDERS:
        if (data / name).is_dir():
            yield run_folder(data / name)
