"""From the records of one file to a model at work: references resolved, types declared, expressions compiled.

Refuses references that lead nowhere and requirements that run in a circle.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.dmn import build, build_functions, build_loops, build_table
from engine.dmn.build import Build, nothing, typed
from engine.dmn.build_functions import Parameter, body_of, make_function, parameters_of
from engine.dmn.build_types import Types
from engine.dmn.decision_model import DecisionModel, DecisionNode, InputNode, Links, Path, ServiceNode
from engine.dmn.evaluate import call_service, place
from engine.dmn.findings import Findings
from engine.dmn.graph import find_cycle
from engine.dmn.model import (
    Decision,
    DecisionService,
    Definitions,
    Element,
    Import,
    InputData,
    Key,
    KnowledgeModel,
    Place,
)
from engine.dmn.names import declared
from engine.dmn.scope import Code, DecisionRun, Scope
from engine.dmn.types import result_of
from engine.feel import FeelFunction, FeelType, FeelValue, Run

_BUILDERS = {**build.BUILDERS, **build_functions.BUILDERS, **build_loops.BUILDERS, **build_table.BUILDERS}


def link(definitions: Definitions, imports: Mapping[str, DecisionModel], findings: Findings) -> DecisionModel:
    """Compile a file; `imports` are the models it may import, by namespace. Problems go into `findings`."""
    return _Linker(definitions, imports, findings).model()


@dataclass(frozen=True, slots=True)
class _Imported:
    """An import with the model that it brings."""

    record: Import
    model: DecisionModel


class _Linker:
    """The work of linking one file."""

    def __init__(self, definitions: Definitions, imports: Mapping[str, DecisionModel], findings: Findings) -> None:
        self._definitions = definitions
        self._findings = findings
        self._imported = tuple(self._find_imports(imports))
        types = Types(findings)
        types.declare(definitions.types, {found.record.name: found.model.types for found in self._imported})
        self._build = Build(findings, types, _BUILDERS)
        self._types = types
        self._feel_types = types.feel_types()
        self._inputs: dict[Key, InputNode] = {}
        self._decisions: dict[Key, DecisionNode] = {}
        self._services: dict[Key, ServiceNode] = {}
        self._functions: dict[Key, FeelFunction] = {}
        self._input_paths: dict[Key, Path] = {}

    def model(self) -> DecisionModel:
        """Compile every element, imported ones first."""
        for found in self._imported:
            self._take_over(found)
        for element in self._definitions.elements.values():
            if isinstance(element, InputData):
                wanted = self._types.named(element.variable.type_ref, element.place)
                self._inputs[element.key] = InputNode(record=element, wanted=wanted)
                self._input_paths[element.key] = (element.variable.name,)
        model = DecisionModel(
            definitions=self._definitions,
            types=self._types.table,
            inputs=self._inputs,
            decisions=self._decisions,
            services=self._services,
            functions=self._functions,
            input_paths=self._input_paths,
            findings=(),
        )
        for element in self._definitions.elements.values():
            if isinstance(element, Decision):
                self._decisions[element.key] = self._decision(element)
            elif isinstance(element, KnowledgeModel):
                self._functions[element.key] = self._knowledge_model(element)
        for element in self._definitions.elements.values():
            if isinstance(element, DecisionService):
                self._service(element, model)
        self._check_cycles()
        return model

    def _find_imports(self, models: Mapping[str, DecisionModel]) -> Iterable[_Imported]:
        for record in self._definitions.imports:
            model = models.get(record.namespace)
            if model is not None:
                yield _Imported(record, model)
                continue
            self._findings.add_at(
                "import_missing",
                record.place,
                f"Không tìm thấy mô hình được nhập “{record.name}” ({record.namespace}).",
                f"The imported model “{record.name}” ({record.namespace}) is not there.",
                breaks=True,
            )

    def _take_over(self, found: _Imported) -> None:
        model, name = found.model, found.record.name
        self._inputs.update(model.inputs)
        self._decisions.update(model.decisions)
        self._services.update(model.services)
        self._functions.update(model.functions)
        for key, path in model.input_paths.items():
            self._input_paths.setdefault(key, (name, *path) if name else path)

    def _decision(self, element: Decision) -> DecisionNode:
        needs = self._links(element.required, element.place, Decision, InputData)
        functions = self._links(element.knowledge, element.place, KnowledgeModel, DecisionService)
        return DecisionNode(
            record=element,
            wanted=self._types.named(element.variable.type_ref, element.place),
            needs=needs,
            functions=functions,
            code=self._build.code(element.logic, self._names(needs + functions)),
            feel_types=self._feel_types,
        )

    def _knowledge_model(self, element: KnowledgeModel) -> FeelFunction:
        """Make the function of a business knowledge model; it sees the functions that it requires, itself included."""
        links = self._links(element.knowledge, element.place, KnowledgeModel, DecisionService)
        logic, name = element.logic, element.variable.name
        parameters = () if logic is None else parameters_of(self._build, logic)
        names = declared(self._names(links), [name, *(parameter.name for parameter in parameters)])
        code = nothing if logic is None else body_of(self._build, logic, names)
        wanted = result_of(self._types.named(element.variable.type_ref, element.place))
        functions, types = self._functions, self._feel_types

        def body(run: Run, arguments: dict[str, FeelValue]) -> FeelValue:
            variables: dict[str, FeelValue] = {name: functions[element.key]}
            for path, key in links:
                place(variables, path, functions.get(key))
            return typed(_run_with(types, run, code, {**variables, **arguments}), wanted, run, name)

        return make_function(name, parameters, body)

    def _service(self, element: DecisionService, model: DecisionModel) -> None:
        """Make the function of a decision service: input data first, then input decisions."""
        data = self._links(element.input_data, element.place, InputData)
        decisions = self._links(element.input_decisions, element.place, Decision)
        outputs = self._links(element.outputs, element.place, Decision)
        self._links(element.encapsulated, element.place, Decision)
        typed_parameters: list[Parameter] = []
        for _, key in data + decisions:
            needed = self._inputs.get(key) or self._decisions[key]
            typed_parameters.append(Parameter(name=needed.record.variable.name, wanted=needed.wanted))
        if not outputs:
            self._findings.add_at(
                "no_output", element.place, "Dịch vụ quy tắc chưa có kết quả.", "The decision service has no output."
            )
        node = ServiceNode(
            record=element,
            parameters=tuple(
                (parameter.name, key) for parameter, (_, key) in zip(typed_parameters, data + decisions, strict=True)
            ),
            outputs=tuple(key for _, key in outputs),
        )
        wanted = result_of(self._types.named(element.variable.type_ref, element.place))
        name = element.variable.name
        self._services[element.key] = node
        self._functions[element.key] = make_function(
            name,
            tuple(typed_parameters),
            lambda run, arguments: typed(call_service(model, node, run, arguments), wanted, run, name),
        )

    def _links(self, keys: Iterable[Key], place_: Place, *kinds: type) -> Links:
        """Resolve references; gives the path under which this file's expressions see each."""
        found: list[tuple[Path, Key]] = []
        for key in keys:
            path = self._path(key, kinds)
            if path is not None:
                found.append((path, key))
                continue
            self._findings.add_at(
                "dangling_reference",
                place_,
                f"Không tìm thấy phần tử “{key[1]}” mà phần tử này tham chiếu tới.",
                f"The element “{key[1]}” that this one refers to is not there.",
                breaks=True,
            )
        return tuple(found)

    def _path(self, key: Key, kinds: tuple[type, ...]) -> Path | None:
        own = self._definitions.elements.get(key)
        if own is not None:
            return (own.variable.name,) if isinstance(own, kinds) else None
        for found in self._imported:
            element: Element | None = found.model.definitions.elements.get(key)
            if isinstance(element, kinds) and element is not None:
                prefix = found.record.name
                return (prefix, element.variable.name) if prefix else (element.variable.name,)
        return None

    def _names(self, links: Links) -> frozenset[str]:
        """Give the names that expressions must be told of: those of links, imports and types."""
        names = [step for path, _ in links for step in path]
        return declared(frozenset(), [*names, *(found.record.name for found in self._imported), *self._types.table])

    def _check_cycles(self) -> None:
        edges = {key: tuple(needed for _, needed in node.needs) for key, node in self._decisions.items()}
        cycle = find_cycle(edges)
        if cycle is None:
            return
        record = self._decisions[cycle[0]].record
        listed = " → ".join(self._decisions[key].record.name for key in (*cycle, cycle[0]))
        self._findings.add_at(
            "requirement_cycle",
            record.place,
            f"Các bảng quy tắc cần lẫn nhau thành vòng: {listed}.",
            f"Decisions require each other in a circle: {listed}.",
            breaks=True,
        )


def _run_with(types: Mapping[str, FeelType], run: Run, code: Code, variables: dict[str, FeelValue]) -> FeelValue:
    """Run code that sees the types of its own file, whichever file calls it."""
    if not isinstance(run, DecisionRun):
        return code(Scope(variables, run))
    before = run.see_types(types)
    value = code(Scope(variables, run))
    run.host = before
    return value
