from typing import Any

import pytest

from api.errors import PROBLEM
from tests.integration.api.conftest import Served


@pytest.fixture
def description(served: Served) -> dict[str, Any]:
    with served.anonymous() as client:
        answer = client.get("/v2/openapi.json")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, op) for path, item in description["paths"].items() for method, op in item.items()]


def test_every_operation_tells_what_it_does_takes_and_refuses(description: dict[str, Any]) -> None:
    missing = []
    for path, method, operation in operations(description):
        if not operation.get("description") and not operation.get("summary"):
            missing.append((path, method, "words"))
        if path.startswith("/v2") and not {"400", "401", "403", "413", "503"} <= set(operation["responses"]):
            missing.append((path, method, "errors"))
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            if not has_example(description, content):
                missing.append((path, method, f"example of {kind}"))
        if "422" in operation["responses"]:
            missing.append((path, method, "422 is never answered"))
    assert missing == []


def test_every_answer_of_the_interface_has_its_shape(description: dict[str, Any]) -> None:
    shapeless, names = [], []
    for path, method, operation in operations(description):
        names.append(operation["operationId"])
        if not path.startswith("/v2"):
            continue
        for status, answer in operation["responses"].items():
            kinds = answer.get("content", {})
            if status[0] in "45":
                problem = {"$ref": "#/components/schemas/Problem"}
                shaped = {kind: content["schema"] for kind, content in kinds.items()} == {PROBLEM: problem}
            else:
                shaped = status == "204" or (kinds and all(content.get("schema") for content in kinds.values()))
            if not shaped:
                shapeless.append((path, method, status))
    assert shapeless == []
    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    lost = [name for name in references(description) if name not in description["components"]["schemas"]]
    assert lost == []


def test_no_page_is_part_of_the_interface(description: dict[str, Any]) -> None:
    assert {path.split("/")[1] for path in description["paths"]} == {"v2", "oauth"}


def has_example(description: dict[str, Any], content: dict[str, Any]) -> bool:
    if "example" in content or "examples" in content:
        return True
    schema = content.get("schema", {})
    for candidate in [schema, *schema.get("anyOf", [])]:
        if "$ref" in candidate:
            named = description["components"]["schemas"][candidate["$ref"].rsplit("/", 1)[1]]
            if "examples" in named:
                return True
    return "encoding" in content


def references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else []
        return own + [name for child in node.values() for name in references(child)]
    if isinstance(node, list):
        return [name for child in node for name in references(child)]
    return []
