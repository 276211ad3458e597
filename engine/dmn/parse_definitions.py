"""A DMN file from XML to records: item definitions, imports and the requirements graph."""

from collections.abc import Callable

from engine.dmn.findings import place_of
from engine.dmn.model import (
    Decision,
    DecisionService,
    Definitions,
    Element,
    FunctionItem,
    Import,
    InputData,
    ItemDefinition,
    Key,
    KnowledgeModel,
    Literal,
    Variable,
)
from engine.dmn.namespaces import VERSIONS, ZEEBE, child, children, local_name, name_of, text_of
from engine.dmn.parse_expressions import ExpressionReader, read_function, type_ref_of, variable_of
from engine.untrusted_xml import Node

MAX_TYPE_NESTING = 30


def read_definitions(root: Node, reader: ExpressionReader) -> Definitions:
    """Read a whole file; what is broken goes into the reader's findings."""
    namespace = root.get("namespace") or ""
    elements: dict[Key, Element] = {}
    names: dict[str, Key] = {}
    for node in children(root, *_READERS):
        element = _READERS[local_name(node)](node, namespace, reader)
        if element.key in elements:
            reader.findings.add(
                "duplicate_id",
                node,
                f"Mã “{element.key[1]}” bị trùng. Mỗi phần tử cần một mã riêng.",
                f"Id “{element.key[1]}” occurs twice. Each element needs its own.",
            )
        if element.variable.name in names:
            reader.findings.add(
                "duplicate_name",
                node,
                f"Tên “{element.variable.name}” bị trùng trong mô hình.",
                f"The name “{element.variable.name}” occurs twice in the model.",
            )
        elements.setdefault(element.key, element)
        names.setdefault(element.variable.name, element.key)
    return Definitions(
        resource=reader.findings.resource,
        id=root.get("id") or "",
        name=name_of(root),
        namespace=namespace,
        version=VERSIONS[str(root.tag).rpartition("}")[0].lstrip("{")],
        imports=read_imports(root),
        types=tuple(_item(node, reader, 0) for node in children(root, "itemDefinition")),
        elements=elements,
    )


def read_imports(root: Node) -> tuple[Import, ...]:
    """Give the DMN models that a file imports; other kinds of import (XML schema, PMML) bring nothing here."""
    return tuple(
        Import(place=place_of(node), name=name_of(node), namespace=node.get("namespace") or "")
        for node in children(root, "import")
        if node.get("importType", next(iter(VERSIONS))) in VERSIONS
    )


def _item(node: Node, reader: ExpressionReader, depth: int) -> ItemDefinition:
    if depth > MAX_TYPE_NESTING:
        reader.findings.add(
            "nested_too_deeply",
            node,
            f"Kiểu dữ liệu lồng nhau quá {MAX_TYPE_NESTING} tầng.",
            f"Types are nested more than {MAX_TYPE_NESTING} levels deep.",
        )
        components: tuple[ItemDefinition, ...] = ()
    else:
        components = tuple(_item(found, reader, depth + 1) for found in children(node, "itemComponent"))
    function = child(node, "functionItem")
    return ItemDefinition(
        place=place_of(node),
        name=name_of(node),
        type_ref=type_ref_of(node),
        is_collection=node.get("isCollection", "false") in {"true", "1"},
        components=components,
        function=None if function is None else _function_item(function),
        allowed=_tests(child(node, "allowedValues")),
        constraint=_tests(child(node, "typeConstraint")),
    )


def _function_item(node: Node) -> FunctionItem:
    parameters = tuple(variable_of(found) for found in children(node, "parameters"))
    result = (node.get("outputTypeRef") or "").rpartition(":")[2]
    return FunctionItem(parameters=parameters, result_ref=result or None)


def _tests(node: Node | None) -> Literal | None:
    return None if node is None or not text_of(node) else Literal(place=place_of(node), text=text_of(node))


def _input_data(node: Node, namespace: str, reader: ExpressionReader) -> Element:
    key, name, variable = _identity(node, namespace, reader)
    return InputData(place=place_of(node), key=key, name=name, variable=variable)


def _decision(node: Node, namespace: str, reader: ExpressionReader) -> Element:
    key, name, variable = _identity(node, namespace, reader)
    required = [
        target
        for requirement in children(node, "informationRequirement")
        for target in _targets(requirement, namespace, "requiredDecision", "requiredInput")
    ]
    return Decision(
        place=place_of(node),
        key=key,
        name=name,
        variable=variable,
        required=tuple(dict.fromkeys(required)),
        knowledge=_knowledge(node, namespace),
        logic=reader.inside(node),
        version_tag=_version_tag(node),
    )


def _version_tag(node: Node) -> str | None:
    for holder in children(node, "extensionElements"):
        for found in holder.iterchildren(f"{{{ZEEBE}}}versionTag"):
            return (found.get("value") or "").strip() or None
    return None


def _knowledge_model(node: Node, namespace: str, reader: ExpressionReader) -> Element:
    key, name, variable = _identity(node, namespace, reader)
    logic = child(node, "encapsulatedLogic")
    return KnowledgeModel(
        place=place_of(node),
        key=key,
        name=name,
        variable=variable,
        knowledge=_knowledge(node, namespace),
        logic=None if logic is None else read_function(reader, logic),
    )


def _service(node: Node, namespace: str, reader: ExpressionReader) -> Element:
    key, name, variable = _identity(node, namespace, reader)
    return DecisionService(
        place=place_of(node),
        key=key,
        name=name,
        variable=variable,
        outputs=_targets(node, namespace, "outputDecision"),
        encapsulated=_targets(node, namespace, "encapsulatedDecision"),
        input_decisions=_targets(node, namespace, "inputDecision"),
        input_data=_targets(node, namespace, "inputData"),
    )


def _identity(node: Node, namespace: str, reader: ExpressionReader) -> tuple[Key, str, Variable]:
    """Read what names an element; its variable's name stands in expressions and defaults to its own."""
    name = name_of(node)
    own = child(node, "variable")
    variable = Variable(name=name) if own is None else variable_of(own)
    name, variable = name or variable.name, variable if variable.name else Variable(name=name)
    if not name:
        reader.findings.add("missing_name", node, "Phần tử thiếu tên.", "The element has no name.")
    return (namespace, node.get("id") or name), name, variable


def _knowledge(node: Node, namespace: str) -> tuple[Key, ...]:
    found = [
        target
        for requirement in children(node, "knowledgeRequirement")
        for target in _targets(requirement, namespace, "requiredKnowledge")
    ]
    return tuple(dict.fromkeys(found))


def _targets(node: Node, namespace: str, *names: str) -> tuple[Key, ...]:
    """Read references: `#id` in this file, `namespace#id` in an imported one."""
    found = []
    for reference in children(node, *names):
        before, _, identity = (reference.get("href") or "").rpartition("#")
        found.append((before or namespace, identity))
    return tuple(found)


_READERS: dict[str, Callable[[Node, str, ExpressionReader], Element]] = {
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge_model,
    "decisionService": _service,
}
