"""A new version of a process does not open what the old one restricts, unless an administrator has it so."""

from collections.abc import Callable

import pytest

from engine.errors import DefinitionError
from engine.model.actor import SYSTEM, Actor
from engine.model.records import Resource
from engine.operations import Engine, check_resources, deploy_resources
from tests.models import bpmn, end, flow, start, user_task
from tests.office import MACHINE, deploy

Make = Callable[[str], Actor]
DESIGNER = "luong.the.khai"
BODY = start() + user_task("viec") + end() + flow("f1", "dau", "viec") + flow("f2", "viec", "cuoi")
KEPT = {"restricted": "=loai = null or loai = &quot;to_cao&quot;", "case-prefix": "TC"}


def model(**properties: str) -> Resource:
    written = "".join(f'<zeebe:property name="{name}" value="{value}"/>' for name, value in properties.items())
    extension = f"<bpmn:extensionElements><zeebe:properties>{written}</zeebe:properties></bpmn:extensionElements>"
    return Resource(name="don.bpmn", content=bpmn(extension + BODY, process_id="don"))


def codes(engine: Engine, actor: Actor, resource: Resource) -> list[tuple[str, str, str | None]]:
    with engine.unit_of_work() as uow:
        found = check_resources(uow, actor, resources=[resource])
    return [(each.code, each.severity, each.element_id) for each in found]


OTHERS = (
    {"case-prefix": "TC"},
    {**KEPT, "restricted": "=false"},
    {**KEPT, "case-prefix": "ĐT"},
    {**KEPT, "tells-family": "=null"},
)


@pytest.mark.parametrize("properties", OTHERS)
def test_a_designer_cannot_open_restricted_cases(engine: Engine, actor: Make, properties: dict[str, str]) -> None:
    deploy(engine, model(**KEPT))
    assert codes(engine, actor(DESIGNER), model(**properties)) == [("restriction_changed", "error", "don")]
    with engine.unit_of_work() as uow, pytest.raises(DefinitionError) as refused:
        deploy_resources(uow, actor(DESIGNER), resources=[model(**properties)])
    assert "Chỉ quản trị hệ thống" in refused.value.findings[0].text.vi


@pytest.mark.parametrize("properties", OTHERS)
def test_an_administrator_is_told_and_may(engine: Engine, actor: Make, properties: dict[str, str]) -> None:
    deploy(engine, model(**KEPT))
    for who in (actor(MACHINE), SYSTEM):
        assert codes(engine, who, model(**properties)) == [("restriction_changed", "warning", "don")]
    deploy(engine, model(**properties))
    assert codes(engine, actor(DESIGNER), model(**properties, them="1")) == []


def test_what_was_open_is_drawn_freely(engine: Engine, actor: Make) -> None:
    deploy(engine, model(**{"case-prefix": "VB"}))
    for properties in ({"case-prefix": "ĐT"}, KEPT):
        assert codes(engine, actor(DESIGNER), model(**properties)) == []
    deploy(engine, model(**KEPT))
    with engine.unit_of_work() as uow:
        deploy_resources(uow, actor(DESIGNER), resources=[model(**KEPT, them="1")])
