"""From the bytes of DMN files to compiled models, or to everything that must be mended in them."""

import re
from collections.abc import Mapping
from dataclasses import replace

from engine.dmn.decision_model import DecisionModel
from engine.dmn.findings import Findings, place_of
from engine.dmn.graph import find_cycle
from engine.dmn.limits import DEFAULT_MODEL_LIMITS, ModelLimits
from engine.dmn.link import link
from engine.dmn.parse_definitions import read_definitions, read_imports
from engine.dmn.parse_expressions import ExpressionReader
from engine.dmn.xml_source import read_tree
from engine.feel import normal_name
from engine.untrusted_xml import Node

_WORD = re.compile(r"[^\W\d]\w*")


def parse(
    xml: bytes,
    *,
    resource: str,
    imports: Mapping[str, DecisionModel] | None = None,
    limits: ModelLimits = DEFAULT_MODEL_LIMITS,
    lenient: bool = False,
) -> DecisionModel:
    """Compile one DMN file (1.1 to 1.6); `imports` are models that it may import, by namespace.

    Raises DefinitionError with all findings (code, text in both languages, element id, line). With `lenient`, broken
    expressions stand in the model's `findings` instead and give null; only a broken structure raises.
    """
    root = read_tree(xml, resource=resource, limits=limits)
    return _compile(root, resource, imports or {}, limits, lenient=lenient)


def parse_files(
    files: Mapping[str, bytes],
    *,
    imports: Mapping[str, DecisionModel] | None = None,
    limits: ModelLimits = DEFAULT_MODEL_LIMITS,
    lenient: bool = False,
) -> dict[str, DecisionModel]:
    """Compile files that may import one another, by their names. Raises as `parse` does."""
    roots = {name: read_tree(xml, resource=name, limits=limits) for name, xml in files.items()}
    by_namespace = {root.get("namespace") or "": name for name, root in roots.items()}
    edges = {
        name: tuple(by_namespace[found.namespace] for found in read_imports(root) if found.namespace in by_namespace)
        for name, root in roots.items()
    }
    _refuse_cycles(edges, roots)
    known = dict(imports or {})
    compiled: dict[str, DecisionModel] = {}
    waiting = list(reversed(roots))
    while waiting:
        name = waiting[-1]
        missing = [target for target in edges[name] if target not in compiled]
        if missing:
            waiting.extend(missing)
            continue
        waiting.pop()
        if name not in compiled:
            model = _compile(roots[name], name, known, limits, lenient=lenient)
            compiled[name] = known[model.namespace] = model
    return {name: compiled[name] for name in files}


def _compile(
    root: Node, resource: str, imports: Mapping[str, DecisionModel], limits: ModelLimits, *, lenient: bool
) -> DecisionModel:
    findings = Findings(resource)
    definitions = read_definitions(root, ExpressionReader(findings, limits.nesting))
    if findings.is_broken:
        findings.raise_any(lenient=lenient)
    model = link(definitions, imports, findings)
    findings.raise_any(lenient=lenient)
    mentioned = frozenset(word for text in root.iter("{*}text") for word in _WORD.findall(normal_name(text.text or "")))
    return replace(model, findings=findings.all, mentioned=mentioned.union(*_mentioned_by(model, imports)))


def _mentioned_by(model: DecisionModel, imports: Mapping[str, DecisionModel]) -> list[frozenset[str]]:
    return [imports[found.namespace].mentioned for found in model.definitions.imports if found.namespace in imports]


def _refuse_cycles(edges: Mapping[str, tuple[str, ...]], roots: Mapping[str, Node]) -> None:
    cycle = find_cycle(edges)
    if cycle is None:
        return
    findings = Findings(cycle[0])
    listed = " → ".join((*cycle, cycle[0]))
    findings.add_at(
        "import_cycle",
        place_of(roots[cycle[0]]),
        f"Các mô hình nhập lẫn nhau thành vòng: {listed}.",
        f"Models import each other in a circle: {listed}.",
        breaks=True,
    )
    findings.raise_any(lenient=False)
