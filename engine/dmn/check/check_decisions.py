"""The check of one file: each table of each decision and knowledge model, and the names that texts use."""

from collections.abc import Iterator

from engine.dmn.build_types import component_names
from engine.dmn.check.cells import check_types
from engine.dmn.check.coverage import Search
from engine.dmn.check.rules import check_rules
from engine.dmn.check.table import read_table
from engine.dmn.check.told import Told
from engine.dmn.check.walk import Scope, Text, walk
from engine.dmn.decision_model import DecisionModel
from engine.dmn.model import Boxed, Decision, InputData, KnowledgeModel, Table
from engine.dmn.names import declared
from engine.errors import Finding
from engine.feel import Expression, FeelSyntaxError, compile_expression, compile_unary_tests


def check_decisions(model: DecisionModel) -> tuple[Finding, ...]:
    """Check a parsed model; give warnings in the order of its lines, in Vietnamese and English.

    Codes: table_gap, rules_overlap, rule_unreachable, rule_never_matches, cell_type_mismatch, output_type_mismatch,
    output_not_listed, name_unknown, table_not_checked. Names are checked where the file draws its input data: without,
    they come from wherever the decision is called.
    """
    findings: list[Finding] = []
    search = Search()
    is_drawn = any(isinstance(element, InputData) for element in model.definitions.elements.values())
    for name, logic, scope in _logic(model):
        told = Told(model.definitions.resource, name)
        names = _told_names(model, scope)
        for found in walk(logic, scope):
            if isinstance(found, Table):
                read = read_table(found, model.types, names)
                check_rules(read, told, search)
                check_types(read, told)
            elif is_drawn:
                _check_names(found, names, told)
        findings += told.findings
    return tuple(sorted(findings, key=lambda finding: finding.line or 0))


def _logic(model: DecisionModel) -> Iterator[tuple[str, Boxed, Scope]]:
    """Give the name, the logic and the names in scope of everything in the file that decides."""
    elements = model.definitions.elements
    imports = {found.name for found in model.definitions.imports if found.name}
    shared = {element.variable.name for element in elements.values() if not isinstance(element, (Decision, InputData))}
    for key, element in elements.items():
        if isinstance(element, Decision) and element.logic is not None:
            node = model.decisions[key]
            yield element.name, element.logic, frozenset(path[0] for path, _ in (*node.needs, *node.functions))
        elif isinstance(element, KnowledgeModel) and element.logic is not None:
            yield element.name, element.logic, frozenset(shared | imports)


def _told_names(model: DecisionModel, scope: Scope) -> Scope:
    """Give the names that FEEL must be told of, as they are told when the model is compiled."""
    every = {element.variable.name for element in model.definitions.elements.values()}
    names = [*scope, *every, *model.types, *component_names(model.types)]
    return declared(frozenset(), names)


def _check_names(text: Text, names: Scope, told: Told) -> None:
    if text.names is None or not text.literal.text:
        return
    expression = _compiled(text, declared(names, text.names))
    if expression is None:
        return
    for name in sorted((expression.names | expression.calls) - text.names):
        told.add(
            "name_unknown",
            text.literal.place,
            f"tên “{name}” trong “{text.literal.text[:60]}” chưa được khai báo; giá trị sẽ là null.",
            f"the name “{name}” in “{text.literal.text[:60]}” is declared nowhere; its value will be null.",
        )


def _compiled(text: Text, names: Scope) -> Expression | None:
    compile_text = compile_unary_tests if text.is_test else compile_expression
    try:
        return compile_text(text.literal.text, names)
    except FeelSyntaxError:
        return None  # was refused when the file was read
