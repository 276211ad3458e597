"""Boxed expressions from XML to records (DMN 1.5 §10.2.2): shape only, no FEEL is compiled here."""

from collections.abc import Callable, Iterator

from engine.dmn.findings import Findings, place_of
from engine.dmn.model import (
    Boxed,
    Conditional,
    Context,
    Entry,
    Filter,
    Function,
    Invocation,
    Items,
    Literal,
    Loop,
    LoopKind,
    Relation,
    Typed,
    Variable,
)
from engine.dmn.namespaces import child, children, local_name, name_of, text_of
from engine.dmn.parse_tables import read_table
from engine.untrusted_xml import Node

# How FEEL is written as an expression language, by the versions' addresses or by tools.
_FEEL_MARKS = ("/FEEL", "feel")


class ExpressionReader:
    """Reads the expressions of one file; notes what is broken in its findings."""

    def __init__(self, findings: Findings, nesting: int) -> None:
        self.findings = findings
        self._nesting = nesting
        self._depth = 0

    def inside(self, holder: Node | None) -> Boxed | None:
        """Read the expression directly inside `holder`; None when it holds none."""
        if holder is None:
            return None
        for node in children(holder):
            if local_name(node) in _READERS:
                return self.read(node)
            if local_name(node) not in _NO_EXPRESSIONS:
                self._unknown(node)
        return None

    def all_inside(self, holder: Node) -> Iterator[Boxed]:
        """Read every expression directly inside `holder`."""
        for node in children(holder):
            if local_name(node) in _READERS:
                yield self.read(node)
            elif local_name(node) not in _NO_EXPRESSIONS:
                self._unknown(node)

    def read(self, node: Node) -> Boxed:
        """Read the expression that is `node`."""
        if self._depth >= self._nesting:
            self.findings.add(
                "nested_too_deeply",
                node,
                f"Biểu thức lồng nhau quá {self._nesting} tầng. Hãy tách thành nhiều bảng quy tắc.",
                f"Expressions are nested more than {self._nesting} levels deep. Split the decision.",
            )
            return Literal(place=place_of(node), text="")
        self._depth += 1
        try:
            boxed = _READERS[local_name(node)](self, node)
            declared = type_ref_of(node)
            if declared is None or isinstance(boxed, Function):
                return boxed
            return Typed(place=place_of(node), inner=boxed, type_ref=declared)
        finally:
            self._depth -= 1

    def required(self, holder: Node, name: str) -> Boxed:
        """Read the expression inside the part of `holder` called `name`; note when there is none."""
        part = child(holder, name)
        found = self.inside(part)
        if found is None:
            self.findings.add_local(
                "expression_missing",
                holder if part is None else part,
                f"“{local_name(holder)}” thiếu biểu thức “{name}”.",
                f"“{local_name(holder)}” lacks its “{name}” expression.",
            )
            return Literal(place=place_of(holder), text="")
        return found

    def check_language(self, node: Node) -> bool:
        """Tell whether a text is FEEL; note another language."""
        language = node.get("expressionLanguage") or ""
        if not language or language.rstrip("/").endswith(_FEEL_MARKS):
            return True
        self.findings.add_local(
            "unsupported_language",
            node,
            f"Ngôn ngữ “{language}” không chạy ở đây. Hãy viết bằng FEEL.",
            f"The language “{language}” does not run here. Write it in FEEL.",
        )
        return False

    def _unknown(self, node: Node) -> None:
        self.findings.add_local(
            "unsupported_element",
            node,
            f"Không nhận ra biểu thức “{local_name(node)}”.",
            f"“{local_name(node)}” is no expression known here.",
        )


# Elements that may stand beside an expression.
_NO_EXPRESSIONS = frozenset(
    {
        *("description", "extensionElements", "variable", "parameter", "formalParameter", "typeRef", "importedValues"),
        *("question", "allowedAnswers", "informationRequirement", "knowledgeRequirement", "authorityRequirement"),
        *("supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess"),
        *("usingTask", "column", "label"),
    }
)


def variable_of(node: Node) -> Variable:
    """Read a name and its type; DMN 1.1 wrote types of FEEL with a prefix."""
    return Variable(name=name_of(node), type_ref=type_ref_of(node))


def type_ref_of(node: Node) -> str | None:
    """Read a reference to a type, as an attribute or (in item definitions) as an element."""
    part = child(node, "typeRef")
    text = node.get("typeRef") or ("" if part is None else part.text) or ""
    return " ".join(text.rpartition(":")[2].split()) or None


def _literal(reader: ExpressionReader, node: Node) -> Boxed:
    if child(node, "importedValues") is not None:
        reader.findings.add_local(
            "unsupported_element",
            node,
            "Không đọc giá trị từ tệp ngoài (importedValues).",
            "Values from other files (importedValues) are not read.",
        )
    text = text_of(node) if reader.check_language(node) else ""
    return Literal(place=place_of(node), text=text)


def _context(reader: ExpressionReader, node: Node) -> Boxed:
    entries = []
    for found in children(node, "contextEntry"):
        variable = child(found, "variable")
        value = reader.inside(found) or Literal(place=place_of(found), text="")
        entries.append(Entry(variable=None if variable is None else variable_of(variable), value=value))
    return Context(place=place_of(node), entries=tuple(entries))


def _items(reader: ExpressionReader, node: Node) -> Boxed:
    return Items(place=place_of(node), items=tuple(reader.all_inside(node)))


def _relation(reader: ExpressionReader, node: Node) -> Boxed:
    columns = tuple(variable_of(column) for column in children(node, "column"))
    rows = []
    for row in children(node, "row"):
        cells = tuple(reader.all_inside(row))
        if len(cells) != len(columns):
            reader.findings.add(
                "cell_count",
                row,
                f"Dòng có {len(cells)} ô, bảng có {len(columns)} cột.",
                f"The row has {len(cells)} cells, the relation {len(columns)} columns.",
            )
        rows.append(cells)
    return Relation(place=place_of(node), columns=columns, rows=tuple(rows))


def _invocation(reader: ExpressionReader, node: Node) -> Boxed:
    bindings = []
    for found in children(node, "binding"):
        parameter = child(found, "parameter")
        if parameter is None:
            reader.findings.add(
                "missing_parameter", found, "Phép gọi thiếu tên tham số.", "A binding lacks its parameter."
            )
            continue
        value = reader.inside(found) or Literal(place=place_of(found), text="null")
        bindings.append((variable_of(parameter), value))
    function = reader.inside(node) or Literal(place=place_of(node), text="")
    return Invocation(place=place_of(node), function=function, bindings=tuple(bindings))


def read_function(reader: ExpressionReader, node: Node) -> Function:
    """Read a function definition, or the encapsulated logic of a business knowledge model."""
    body = None
    if node.get("kind", "FEEL") == "FEEL":
        body = reader.inside(node)
    else:
        reader.findings.add_local(
            "external_function",
            node,
            f"Hàm ngoài loại “{node.get('kind')}” không chạy ở đây. Hãy viết bằng FEEL.",
            f"External functions of kind “{node.get('kind')}” do not run here. Write it in FEEL.",
        )
    parameters = tuple(variable_of(found) for found in children(node, "formalParameter"))
    return Function(place=place_of(node), parameters=parameters, body=body, type_ref=type_ref_of(node))


def _conditional(reader: ExpressionReader, node: Node) -> Boxed:
    return Conditional(
        place=place_of(node),
        condition=reader.required(node, "if"),
        then=reader.required(node, "then"),
        otherwise=reader.required(node, "else"),
    )


def _filter(reader: ExpressionReader, node: Node) -> Boxed:
    source, match = reader.required(node, "in"), reader.required(node, "match")
    return Filter(place=place_of(node), source=source, match=match)


def _loop(reader: ExpressionReader, node: Node) -> Boxed:
    kind = LoopKind(local_name(node))
    return Loop(
        place=place_of(node),
        kind=kind,
        variable=name_of(node, "iteratorVariable"),
        source=reader.required(node, "in"),
        body=reader.required(node, "return" if kind is LoopKind.FOR else "satisfies"),
    )


def _table(reader: ExpressionReader, node: Node) -> Boxed:
    return read_table(node, reader.findings, reader.check_language)


_READERS: dict[str, Callable[[ExpressionReader, Node], Boxed]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _items,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _loop,
    "some": _loop,
    "every": _loop,
    "decisionTable": _table,
}
