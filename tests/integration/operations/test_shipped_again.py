"""Preparing an installation again: the product's own files never go over what a designer made of them since."""

from dataclasses import replace

from engine.model.actor import SYSTEM
from engine.model.records import Resource
from engine.operations import Engine, new_resources, search_definitions
from tests.office import deploy, shipped

PROCESS = "sao_y_so_hoa"


def wanted(engine: Engine, *resources: Resource) -> tuple[str, ...]:
    """Name what a preparation would deploy."""
    with engine.unit_of_work() as uow:
        return tuple(resource.name for resource in new_resources(uow, resources=resources))


def test_only_what_an_installation_never_had_is_deployed(engine: Engine) -> None:
    own = shipped(PROCESS)
    names = tuple(resource.name for resource in own)
    model = next(resource for resource in own if resource.name == f"{PROCESS}.bpmn")
    designed = replace(model, content=model.content.replace("Duyệt yêu cầu sao".encode(), "Xét yêu cầu".encode()))
    newer = replace(model, content=model.content.replace("Sửa yêu cầu".encode(), "Chữa yêu cầu".encode()))

    assert wanted(engine, *own) == names
    deploy(engine, *own)
    assert wanted(engine, *own) == ()
    deploy(engine, designed)
    assert wanted(engine, *own) == ()
    assert wanted(engine, newer, *own[1:]) == (model.name,)
    with engine.unit_of_work() as uow:
        [latest] = search_definitions(uow, SYSTEM, process_id=PROCESS, latest_only=True).items
    assert latest.version == 2
