"""Draw DMN files for the tests: parts of XML as text, put together into a model."""

from collections.abc import Mapping
from html import escape

from engine.dmn import DecisionModel, DecisionResult, evaluate, parse
from engine.feel import Host, from_python

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
NAMESPACE = "urn:thu"


def file(*parts: str, namespace: str = NAMESPACE, version: str = MODEL) -> bytes:
    """Draw a whole file."""
    head = f'<definitions xmlns="{version}" id="file" name="Thử" namespace="{namespace}">'
    return "\n".join((head, *parts, "</definitions>")).encode()


def model(*parts: str, lenient: bool = False) -> DecisionModel:
    """Draw and compile a file."""
    return parse(file(*parts), resource="thu.dmn", lenient=lenient)


def decide(parts: str, inputs: Mapping[str, object] | None = None, decision: str = "d") -> DecisionResult:
    """Draw, compile and make the decision `d`."""
    return evaluate(model(parts), decision, values(inputs or {}), host=Host())


def values(inputs: Mapping[str, object]) -> dict[str, object]:
    """Make FEEL values of plain ones."""
    return {name: from_python(value) for name, value in inputs.items()}


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def decision(logic: str, *needs: str, id: str = "d", type_ref: str = "") -> str:  # noqa: A002 - the attribute's name
    """Draw a decision whose id is its name; `needs` are `input:x`, `decision:x` or `knowledge:x`."""
    drawn = "".join(map(_need, needs))
    return f'<decision id="{id}" name="{id}">{_variable(id, type_ref)}{drawn}{logic}</decision>'


def data(name: str, type_ref: str = "") -> str:
    return f'<inputData id="{name}" name="{name}">{_variable(name, type_ref)}</inputData>'


def knowledge(name: str, parameters: str, body: str, *needs: str, type_ref: str = "") -> str:
    """Draw a business knowledge model; `parameters` as `a:number b`."""
    drawn = "".join(map(_need, needs))
    logic = f"<encapsulatedLogic>{formal(parameters)}{body}</encapsulatedLogic>"
    variable = _variable(name, type_ref)
    return f'<businessKnowledgeModel id="{name}" name="{name}">{variable}{drawn}{logic}</businessKnowledgeModel>'


def formal(parameters: str) -> str:
    found = (part.partition(":") for part in parameters.split())
    return "".join(f'<formalParameter name="{name}"{_type(kind)}/>' for name, _, kind in found)


def entry(name: str, logic: str, type_ref: str = "") -> str:
    variable = _variable(name, type_ref) if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def table(inputs: str, outputs: str, *rules: str, policy: str = "UNIQUE", aggregation: str = "") -> str:
    """Draw a table; inputs and outputs are drawn clauses, a rule is its cells joined by ` | `, outputs after ` => `."""
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    drawn = "".join(_rule(number, rule) for number, rule in enumerate(rules, start=1))
    return f'<decisionTable id="t" hitPolicy="{policy}"{aggregated}>{inputs}{outputs}{drawn}</decisionTable>'


def input_clause(text: str, type_ref: str = "", allowed: str = "") -> str:
    listed = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    return f"<input><inputExpression{_type(type_ref)}><text>{escape(text)}</text></inputExpression>{listed}</input>"


def output_clause(name: str = "", type_ref: str = "", allowed: str = "", default: str = "") -> str:
    listed = f"<outputValues><text>{escape(allowed)}</text></outputValues>" if allowed else ""
    given = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    named = f' name="{name}"' if name else ""
    return f"<output{named}{_type(type_ref)}>{listed}{given}</output>"


def _rule(number: int, text: str) -> str:
    tests, _, outputs = text.partition("=>")
    cells = [cell.strip() for cell in tests.split(" | ")] if tests.strip() else []
    drawn = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
    given = "".join(f"<outputEntry><text>{escape(cell.strip())}</text></outputEntry>" for cell in outputs.split(" | "))
    return f'<rule id="r{number}">{drawn}{given}</rule>'


def _need(text: str) -> str:
    kind, _, target = text.partition(":")
    outer, inner = {
        "input": ("informationRequirement", "requiredInput"),
        "decision": ("informationRequirement", "requiredDecision"),
        "knowledge": ("knowledgeRequirement", "requiredKnowledge"),
    }[kind]
    href = target if "#" in target else f"#{target}"
    return f'<{outer}><{inner} href="{href}"/></{outer}>'


def _variable(name: str, type_ref: str) -> str:
    return f'<variable name="{name}"{_type(type_ref)}/>'


def _type(type_ref: str) -> str:
    return f' typeRef="{escape(type_ref)}"' if type_ref else ""
