"""Notes on a case reach exactly those that they are for, and nobody learns of the others."""

from collections.abc import Callable

import pytest

from engine.errors import InputRejected, NotFound
from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, cancel_instance, claim_task, create_instance, get_case, search_tasks
from engine.operations.cases.case_notes import list_notes, write_note
from engine.operations.news.notices import list_notices
from engine.operations.tasks.search_tasks import TaskFilter
from tests.models import ONE_TASK
from tests.office import deploy

Make = Callable[[str], Actor]
LIEN, OANH, TUONG, AN = "vu.bich.lien", "le.kim.oanh", "bui.xuan.tuong", "nguyen.hoai.an"


@pytest.fixture
def case(engine: Engine, actor: Make) -> int:
    """Give a running case that chị Oanh started and chị Liên works on; anh Tường watches, chị An has no part."""
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    with engine.unit_of_work() as uow:
        key = create_instance(uow, actor(OANH), process_id="thu", variables={}).key
        [task] = search_tasks(uow, actor(LIEN), filter=TaskFilter(tab="mine")).items
        claim_task(uow, actor(LIEN), task_key=task.key)
    return key


def read_by(engine: Engine, reader: Actor, case: int) -> list[str]:
    with engine.unit_of_work() as uow:
        return [note.body for note in list_notes(uow, reader, instance_key=case)]


def test_each_note_is_read_by_whom_it_is_for(engine: Engine, actor: Make, case: int) -> None:
    for body, audience, readers in (("chung", "case", ()), ("riêng", "author", ()), ("cho Liên", "named", (LIEN,))):
        with engine.unit_of_work() as uow:
            write_note(uow, actor(OANH), instance_key=case, body=body, audience=audience, readers=readers)
    assert read_by(engine, actor(OANH), case) == ["cho Liên", "riêng", "chung"]
    assert read_by(engine, actor(LIEN), case) == ["cho Liên", "chung"]
    assert read_by(engine, actor(TUONG), case) == ["chung"]
    with pytest.raises(NotFound):
        read_by(engine, actor(AN), case)
    with engine.unit_of_work() as uow:
        [notice] = list_notices(uow, actor(LIEN))
        assert notice.text.vi == "Lê Thị Kim Oanh gửi anh/chị một ghi chú ở hồ sơ HS-2026-0001."
        story = [entry.sentence.vi for entry in get_case(uow, actor(TUONG), instance_key=case).timeline]
    assert [line for line in story if "ghi chú" in line] == ["Lê Thị Kim Oanh viết một ghi chú."]
    assert not [line for line in story if "NoteWritten" in line]


@pytest.mark.parametrize(
    ("body", "audience", "readers", "code"),
    [
        ("  ", "case", (), "note_unfit"),
        ("x" * 4001, "case", (), "note_unfit"),
        ("x", "all", (), "unknown_audience"),
        ("x", "named", (), "nobody_chosen"),
        ("x", "named", (AN,), "reader_takes_no_part"),
        ("x", "named", ("khong.co",), "reader_takes_no_part"),
    ],
)
def test_a_note_for_nobody_or_for_a_stranger_is_refused(
    engine: Engine, actor: Make, case: int, body: str, audience: str, readers: tuple[str, ...], code: str
) -> None:
    with engine.unit_of_work() as uow, pytest.raises(InputRejected) as caught:
        write_note(uow, actor(OANH), instance_key=case, body=body, audience=audience, readers=readers)
    assert caught.value.stable_code == code


def test_a_case_that_has_ended_still_takes_notes(engine: Engine, actor: Make, case: int) -> None:
    with engine.unit_of_work() as uow:
        cancel_instance(uow, actor(TUONG), instance_key=case, reason="Trùng")
    with engine.unit_of_work() as uow:
        write_note(uow, actor(LIEN), instance_key=case, body="đã chuyển bản giấy", audience="case")
    assert read_by(engine, actor(OANH), case) == ["đã chuyển bản giấy"]
