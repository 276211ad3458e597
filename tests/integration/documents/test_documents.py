"""Documents through the operations: in, out, attached, removed, collected; broken half-way at every place."""

import hashlib
import os
from collections.abc import Callable, Iterator

import pytest

from engine.content import DocumentPolicy
from engine.errors import Conflict, InputRejected, NotFound, NotPermitted, Text, Unavailable
from engine.model.actor import SYSTEM, Actor
from engine.model.document import DocumentPlace, DocumentState
from engine.model.records import DocumentRecord, InstanceRecord, Resource
from engine.operations import (
    Engine,
    TaskFilter,
    attach_documents,
    cancel_instance,
    collect_orphans,
    create_instance,
    download_document,
    get_case,
    list_documents,
    remove_document,
    save_start_draft,
    search_tasks,
    upload_document,
)
from engine.operations.documents.derive_document import derive_document
from engine.operations.documents.list_documents import list_own_uploads
from engine.operations.documents.upload_document import OBJECT_PREFIX, begin_upload
from engine.store import documents
from engine.store.objects import PART_SIZE_BYTES
from tests.models import TIMER_AND_MESSAGE
from tests.office import MovingClock, deploy
from tests.papers import acting

Make = Callable[[str], Actor]
OANH, LIEN, AN, TUONG = "le.kim.oanh", "vu.bich.lien", "nguyen.hoai.an", "bui.xuan.tuong"
DAY_S = DocumentPolicy().orphan_grace_s


@pytest.fixture(autouse=True)
def _bucket(engine: Engine) -> None:
    engine.objects.ensure_bucket()


def pdf(size: int = 2000) -> bytes:
    return b"%PDF-1.7\n" + os.urandom(size // 2).hex().encode() + b"\n%%EOF\n"


def put(engine: Engine, actor: Actor, name: str = "Tờ trình.pdf", content: bytes | None = None) -> DocumentRecord:
    return upload_document(engine, actor, file_name=name, chunks=[content or pdf()])


def get(engine: Engine, actor: Actor, key: int) -> bytes:
    with download_document(engine, actor, document_key=key).open() as blocks:
        return b"".join(blocks)


def case_of(engine: Engine, actor: Actor) -> InstanceRecord:
    deploy(engine, Resource(name="thu.bpmn", content=TIMER_AND_MESSAGE))
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id="thu", variables={})


def attach(engine: Engine, actor: Actor, case: InstanceRecord, *keys: int, field: str = "tep") -> tuple[int, ...]:
    with engine.unit_of_work() as uow:
        records = attach_documents(uow, actor, keys=keys, instance_key=case.key, field=field)
    return tuple(record.version for record in records)


def _signed(content: bytes) -> bytes:
    return content + b"% signed"


def objects(engine: Engine) -> list[str]:
    return [facts.name for facts in engine.objects.names(OBJECT_PREFIX)]


@pytest.mark.parametrize("size", [2000, PART_SIZE_BYTES * 2 + 5])
def test_a_file_comes_back_as_it_went_in(engine: Engine, actor: Make, size: int) -> None:
    content = pdf(size)
    record = put(engine, actor(OANH), "Nghị quyết 18.pdf", content)
    assert (record.file_name, record.content_type) == ("Nghị quyết 18.pdf", "application/pdf")
    assert (record.size_bytes, record.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (record.version, record.instance_key, record.uploaded_by) == (1, None, OANH)
    assert get(engine, actor(OANH), record.key) == content
    assert engine.objects.labels(f"{OBJECT_PREFIX}{record.key}") == {"sha256": record.sha256}


def test_an_unsent_file_is_its_uploaders_alone(engine: Engine, actor: Make) -> None:
    record = put(engine, actor(OANH))
    for other in (actor(LIEN), actor(TUONG)):
        with pytest.raises(NotFound) as caught:
            download_document(engine, other, document_key=record.key)
        assert caught.value.stable_code == "document_not_found"
    with engine.unit_of_work() as uow:
        assert [mine.key for mine in list_own_uploads(uow, actor(OANH))] == [record.key]
        assert list_own_uploads(uow, actor(LIEN)) == ()


def test_a_cases_file_is_for_those_who_see_the_case(engine: Engine, actor: Make) -> None:
    case = case_of(engine, actor(OANH))
    record = put(engine, actor(OANH))
    attach(engine, actor(OANH), case, record.key)
    assert get(engine, actor(LIEN), record.key) == get(engine, actor(OANH), record.key)
    with pytest.raises(NotFound) as stranger:
        download_document(engine, actor(AN), document_key=record.key)
    with pytest.raises(NotFound) as nothing:
        download_document(engine, actor(AN), document_key=1)
    assert (stranger.value.stable_code, stranger.value.text) == (nothing.value.stable_code, nothing.value.text)
    with engine.unit_of_work() as uow:
        assert [listed.key for listed in list_documents(uow, actor(LIEN), instance_key=case.key)] == [record.key]
        assert [shown.key for shown in get_case(uow, actor(OANH), instance_key=case.key).documents] == [record.key]
    with pytest.raises(NotFound), engine.unit_of_work() as uow:
        list_documents(uow, actor(AN), instance_key=case.key)


def test_the_same_name_in_the_same_field_is_the_next_version(engine: Engine, actor: Make) -> None:
    case = case_of(engine, actor(OANH))
    keys = [put(engine, actor(OANH), name).key for name in ("a.pdf", "a.pdf", "b.pdf")]
    assert attach(engine, actor(OANH), case, *keys) == (1, 2, 1)
    assert attach(engine, actor(OANH), case, keys[0]) == (1,)
    another = put(engine, actor(OANH), "a.pdf").key
    assert attach(engine, actor(OANH), case, another, field="khac") == (1,)


def test_only_ones_own_stored_files_can_be_attached(engine: Engine, actor: Make) -> None:
    case, other_case = case_of(engine, actor(OANH)), case_of(engine, actor(OANH))
    taken = put(engine, actor(OANH)).key
    attach(engine, actor(OANH), other_case, taken)
    pending = begin_upload(engine, actor(OANH), file_name="a.pdf").key
    strangers = put(engine, actor(AN)).key
    mine = put(engine, actor(OANH)).key
    for wrong in (taken, pending, strangers, 1):
        with pytest.raises(InputRejected) as caught:
            attach(engine, actor(OANH), case, mine, wrong)
        assert [finding.field for finding in caught.value.findings] == ["tep"]
    with engine.unit_of_work() as uow:
        assert list_documents(uow, actor(OANH), instance_key=case.key) == ()


def test_straight_into_a_case(engine: Engine, actor: Make) -> None:
    case = case_of(engine, actor(OANH))
    place = DocumentPlace(instance_key=case.key, field="tep")
    record = upload_document(engine, actor(OANH), file_name="a.pdf", chunks=[pdf()], place=place)
    assert (record.instance_key, record.field) == (case.key, "tep")
    with engine.unit_of_work() as uow:
        sentences = [each.sentence for each in get_case(uow, actor(OANH), instance_key=case.key).timeline]
    assert Text(vi="Lê Thị Kim Oanh thêm tệp “a.pdf”.", en="Lê Thị Kim Oanh added the file “a.pdf”.") in sentences
    with pytest.raises(NotFound):
        upload_document(engine, actor(AN), file_name="a.pdf", chunks=[pdf()], place=place)
    with engine.unit_of_work() as uow:
        cancel_instance(uow, actor(TUONG), instance_key=case.key, reason="thử")
    with pytest.raises(Conflict):
        upload_document(engine, actor(OANH), file_name="a.pdf", chunks=[pdf()], place=place)


def test_for_a_task_that_is_offered(engine: Engine, actor: Make) -> None:
    case_of(engine, actor(OANH))
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, actor(LIEN), filter=TaskFilter(tab="mine")).items
    place = DocumentPlace(task_key=task.key, field="tep")
    record = upload_document(engine, actor(LIEN), file_name="a.pdf", chunks=[pdf()], place=place)
    with engine.unit_of_work() as uow:
        assert [mine.key for mine in list_own_uploads(uow, actor(LIEN), task_key=task.key)] == [record.key]
    for username, error in ((OANH, NotPermitted), (AN, NotFound)):
        with pytest.raises(error):
            upload_document(engine, actor(username), file_name="a.pdf", chunks=[pdf()], place=place)
    with pytest.raises(NotFound):
        upload_document(engine, actor(LIEN), file_name="a.pdf", chunks=[pdf()], place=DocumentPlace(task_key=1))


def test_what_is_not_sent_can_be_taken_back_what_is_sent_stays(engine: Engine, actor: Make) -> None:
    record = put(engine, actor(OANH))
    with pytest.raises(NotFound), engine.unit_of_work() as uow:
        remove_document(uow, actor(LIEN), document_key=record.key)
    with engine.unit_of_work() as uow:
        remove_document(uow, actor(OANH), document_key=record.key)
    with pytest.raises(NotFound):
        download_document(engine, actor(OANH), document_key=record.key)
    kept = put(engine, actor(OANH))
    attach(engine, actor(OANH), case_of(engine, actor(OANH)), kept.key)
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        remove_document(uow, actor(OANH), document_key=kept.key)


@pytest.mark.parametrize("size", [3000, PART_SIZE_BYTES * 2])
def test_a_refused_file_leaves_nothing(engine: Engine, actor: Make, size: int) -> None:
    with pytest.raises(InputRejected) as caught:
        put(engine, actor(OANH), "bao-cao.pdf", b"%PDF-1.7\n" + os.urandom(size))
    assert caught.value.stable_code == "document_damaged"
    assert objects(engine) == []
    assert engine.objects.abandoned_uploads(OBJECT_PREFIX) == ()
    with engine.unit_of_work() as uow:
        assert list_own_uploads(uow, actor(OANH)) == ()


def test_a_pdf_with_a_script_leaves_nothing(engine: Engine, actor: Make) -> None:
    with pytest.raises(InputRejected) as caught:
        put(engine, actor(OANH), "bao-cao.pdf", acting("/OpenAction<</S/JavaScript/JS(app.alert(1))>>"))
    assert caught.value.stable_code == "document_has_scripts"
    assert objects(engine) == []
    with engine.unit_of_work() as uow:
        assert list_own_uploads(uow, actor(OANH)) == ()
    assert put(engine, actor(OANH), "an.pdf", acting("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>/X#41 1")).version == 1


def test_one_source_makes_one_document(engine: Engine) -> None:
    first = upload_document(engine, SYSTEM, file_name="a.pdf", chunks=[pdf()], source_key="job:1")
    again = upload_document(engine, SYSTEM, file_name="a.pdf", chunks=[pdf()], source_key="job:1")
    assert first == again
    assert len(objects(engine)) == 1
    with pytest.raises(Conflict):
        begin_upload(engine, SYSTEM, file_name="a.pdf", source_key="job:1")


def test_a_source_whose_first_attempt_died_starts_anew(engine: Engine) -> None:
    dead = begin_upload(engine, SYSTEM, file_name="a.pdf", source_key="job:2")
    dead.write(pdf())
    record = upload_document(engine, SYSTEM, file_name="a.pdf", chunks=[pdf()], source_key="job:2")
    assert record.key != dead.key
    with pytest.raises(Conflict) as late:
        dead.finish()
    assert late.value.stable_code == "document_upload_expired"
    collect_orphans(engine)
    assert objects(engine) == [f"{OBJECT_PREFIX}{record.key}"]


def test_what_was_signed_is_held_until_it_is_collected(engine: Engine, actor: Make, clock: MovingClock) -> None:
    case = case_of(engine, actor(OANH))
    draft = put(engine, actor(OANH))
    attach(engine, actor(OANH), case, draft.key)
    kept, lost = (
        derive_document(engine, document_key=draft.key, instance_key=case.key, source_key=source, make=_signed)
        for source in ("job:3", "job:4")
    )
    attach(engine, SYSTEM, case, kept.key)
    for signed in (kept, lost):
        with pytest.raises(Unavailable):
            engine.objects.delete(f"{OBJECT_PREFIX}{signed.key}")
    clock.forward(seconds=DAY_S + 60)
    collect_orphans(engine)
    assert objects(engine) == [f"{OBJECT_PREFIX}{key}" for key in sorted([draft.key, kept.key])]
    assert engine.objects.is_held(f"{OBJECT_PREFIX}{kept.key}")
    assert not engine.objects.is_held(f"{OBJECT_PREFIX}{draft.key}")


def test_a_broken_upload_is_collected_after_the_grace_period(engine: Engine, actor: Make, clock: MovingClock) -> None:
    kept = put(engine, actor(OANH))
    attach(engine, actor(OANH), case_of(engine, actor(OANH)), kept.key)
    broken = begin_upload(engine, actor(OANH), file_name="a.pdf")
    broken.write(pdf(PART_SIZE_BYTES + 10))
    clock.forward(seconds=DAY_S - 60)
    assert collect_orphans(engine).unfinished_uploads == 0
    with engine.unit_of_work() as uow:
        found = documents.find_file(uow.connection, key=broken.key)
    assert found is not None
    assert found.state is DocumentState.PENDING
    clock.forward(seconds=120)
    collected = collect_orphans(engine)
    assert (collected.rows, collected.unfinished_uploads) == (1, 1)
    assert objects(engine) == [f"{OBJECT_PREFIX}{kept.key}"]
    with pytest.raises((Conflict, Unavailable, NotFound)):
        broken.finish()
    assert collect_orphans(engine).rows == 0
    assert get(engine, actor(OANH), kept.key)


def test_an_object_without_a_row_is_collected_at_once(engine: Engine, actor: Make) -> None:
    kept = put(engine, actor(OANH))
    stray = engine.objects.begin(f"{OBJECT_PREFIX}999", content_type="application/pdf")
    stray.write(b"x")
    stray.finish()
    assert collect_orphans(engine).objects == 1
    assert objects(engine) == [f"{OBJECT_PREFIX}{kept.key}"]


def test_unsent_files_stay_while_a_draft_or_an_open_task_waits(engine: Engine, actor: Make, clock: MovingClock) -> None:
    case_of(engine, actor(OANH))
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, actor(LIEN), filter=TaskFilter(tab="mine")).items
    forgotten = put(engine, actor(OANH))
    drafted = put(engine, actor(OANH))
    for_task = upload_document(
        engine, actor(LIEN), file_name="a.pdf", chunks=[pdf()], place=DocumentPlace(task_key=task.key)
    )
    with engine.unit_of_work() as uow:
        save_start_draft(uow, actor(OANH), process_id="thu", data={"tep": [str(drafted.key)]})
    clock.forward(seconds=DAY_S + 60)
    assert collect_orphans(engine).rows == 1
    left = {f"{OBJECT_PREFIX}{key}" for key in (drafted.key, for_task.key)}
    assert set(objects(engine)) == left
    with pytest.raises(NotFound):
        download_document(engine, actor(OANH), document_key=forgotten.key)


def test_a_lost_object_is_told(engine: Engine, actor: Make) -> None:
    record = put(engine, actor(OANH))
    engine.objects.delete(f"{OBJECT_PREFIX}{record.key}")
    with pytest.raises(NotFound) as caught:
        get(engine, actor(OANH), record.key)
    assert caught.value.stable_code == "object_missing"


def test_pieces_of_any_size(engine: Engine, actor: Make) -> None:
    content = pdf(PART_SIZE_BYTES + 77)

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(content), 70_001):
            yield content[start : start + 70_001]

    record = upload_document(engine, actor(OANH), file_name="a.pdf", chunks=pieces())
    assert get(engine, actor(OANH), record.key) == content
