"""Read a deployed process as its parts, and what changed from one version to another."""

from collections.abc import Mapping

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.outline import Part, PartChange, compare
from engine.model.records import DefinitionRecord
from engine.operations.definitions.read_definitions import definition_xml, get_definition, search_definitions
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff.outline import outline


def outline_definition(uow: UnitOfWork, actor: Actor, *, definition_key: int) -> Mapping[str, Part]:
    """Give the parts of a process by id, in the order of its file; raises NotFound as `get_definition` does."""
    definition = get_definition(uow, actor, definition_key=definition_key)
    xml = definition_xml(uow, actor, definition_key=definition_key)
    return outline(xml.encode(), resource=definition.resource_name, limits=uow.limits)


def compare_definitions(uow: UnitOfWork, actor: Actor, *, definition_key: int, base_key: int) -> tuple[PartChange, ...]:
    """Give what changed from the version `base_key` to `definition_key`."""
    before = outline_definition(uow, actor, definition_key=base_key)
    return compare(before, outline_definition(uow, actor, definition_key=definition_key))


def version_before(uow: UnitOfWork, actor: Actor, *, definition_key: int) -> DefinitionRecord:
    """Give the version that a definition followed; raises NotFound (`no_version_before`) for a first one."""
    definition = get_definition(uow, actor, definition_key=definition_key)
    known = search_definitions(uow, actor, process_id=definition.process_id, version=definition.version - 1).items
    if not known:
        text = Text(vi="Đây là phiên bản đầu tiên, chưa có gì để so sánh.", en="This is the first version.")
        raise NotFound(text, code="no_version_before")
    return known[0]
