"""What a file says, part by part, and what changes from one file to the next."""

from pathlib import Path

import pytest

from engine.errors import DefinitionError
from engine.model.limits import RuntimeLimits
from engine.model.outline import Part, PartChange, SettingChange, compare
from engine.spiff.outline import outline

ROOT = Path(__file__).parents[3]
NEW = (ROOT / "api/pages/new_model.bpmn").read_text(encoding="utf-8")
COPIES = (ROOT / "bpmn/van_ban/sao_y_so_hoa.bpmn").read_text(encoding="utf-8")


def read(text: str) -> dict[str, Part]:
    return dict(outline(text.encode(), resource="x.bpmn", limits=RuntimeLimits()))


def changes(before: str, after: str) -> tuple[PartChange, ...]:
    return compare(read(before), read(after))


def test_a_step_says_what_the_file_says_of_it() -> None:
    step = read(NEW)["buoc_dau"]

    assert (step.kind, step.name) == ("userTask", "Bước đầu tiên")
    assert read(COPIES)["in_ban_giay"].lane in read(COPIES)


def test_lists_are_told_apart_by_their_names() -> None:
    settings = read(COPIES)["in_ban_giay"].settings

    assert settings["property[name-en]"]
    assert settings["formDefinition@formId"]


@pytest.mark.parametrize("text", [NEW, COPIES])
def test_a_file_beside_itself_changes_nothing(text: str) -> None:
    assert changes(text, text) == ()


def test_moving_a_shape_changes_nothing() -> None:
    moved = COPIES.replace('<dc:Bounds x="', '<dc:Bounds x="1')

    assert moved != COPIES
    assert changes(COPIES, moved) == ()


def test_a_new_name_is_told_as_before_and_after() -> None:
    [change] = changes(NEW, NEW.replace('name="Bước đầu tiên"', 'name="Bước khác"'))

    assert change.part.id == "buoc_dau"
    assert change.settings == (SettingChange(path="name", before="Bước đầu tiên", after="Bước khác"),)


def test_a_part_that_came_and_one_that_went_are_told() -> None:
    renamed = NEW.replace('"buoc_dau"', '"buoc_moi"')
    found = {change.part.id: change for change in changes(NEW, renamed)}

    assert found["buoc_moi"].kind == "added"
    assert found["buoc_dau"].kind == "removed"
    flows = [change for change in found.values() if change.part.kind == "sequenceFlow"]
    assert {one.path for change in flows for one in change.settings} == {"sourceRef", "targetRef"}


def test_a_condition_that_changed_is_told() -> None:
    flow = next(part for part in read(COPIES).values() if "conditionExpression" in part.settings)
    condition = flow.settings["conditionExpression"]
    [change] = changes(COPIES, COPIES.replace(condition, "=true", 1))

    assert change.settings == (SettingChange(path="conditionExpression", before=condition, after="=true"),)


def test_what_is_no_xml_is_refused_as_everywhere() -> None:
    with pytest.raises(DefinitionError):
        read("<!DOCTYPE x><x/>")
