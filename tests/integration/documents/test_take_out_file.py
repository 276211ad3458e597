"""A file that must not be here leaves with its bytes, its name and its text; its case goes on and says so."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from engine.errors import Conflict, InputRejected, NotFound
from engine.model.actor import SYSTEM, Actor
from engine.model.document import DocumentPlace
from engine.operations import Engine, get_case
from engine.operations.cases.set_variables import set_variables
from engine.operations.documents.read_texts import read_texts
from engine.operations.documents.take_out_file import take_out_file
from engine.operations.documents.upload_document import OBJECT_PREFIX, upload_document
from engine.operations.upkeep.verify_audit import verify_audit
from tests.integration.documents.test_documents import attach, case_of, get, objects, put
from tests.integration.documents.test_texts import found

Make = Callable[[str], Actor]
OANH = "le.kim.oanh"
NAME = "Danh sách nguồn tin.txt"
WORDS = "Kế hoạch bố trí lực lượng tại xã Vân Trạch."


def test_a_file_is_taken_out_whole_and_its_case_says_so(engine: Engine, actor: Make) -> None:
    engine.objects.ensure_bucket()
    case = case_of(engine, actor(OANH))
    kept = put(engine, actor(OANH))
    attach(engine, actor(OANH), case, kept.key)
    place = DocumentPlace(instance_key=case.key, field="tep")
    file = upload_document(engine, actor(OANH), file_name=NAME, chunks=[WORDS.encode()], place=place)
    with engine.unit_of_work() as uow:
        files = [str(file.key), str(kept.key)]
        set_variables(uow, SYSTEM, scope_key=case.key, variables={"tep": list(files), "so_to": 3})
    engine.objects.hold(f"{OBJECT_PREFIX}{file.key}")
    read_texts(engine)
    assert found(engine, actor(OANH), "lực lượng")

    assert take_out_file(engine, document_key=file.key, reason="Bản giấy có dấu Mật.") == case.business_id
    assert take_out_file(engine, document_key=file.key, reason="Lần nữa.") == case.business_id

    assert objects(engine) == [f"{OBJECT_PREFIX}{kept.key}"]
    assert found(engine, actor(OANH), "lực lượng") == []
    with pytest.raises(NotFound):
        get(engine, actor(OANH), file.key)
    with engine.unit_of_work() as uow:
        seen = get_case(uow, actor(OANH), instance_key=case.key)
        assert [one.key for one in seen.documents] == [kept.key]
        assert (seen.variables["tep"], seen.variables["so_to"]) == ([str(kept.key)], 3)
        told = [entry for entry in seen.timeline if "ra khỏi hệ thống" in entry.sentence.vi]
        assert [entry.reason for entry in told] == ["Bản giấy có dấu Mật."]
        for table in ("document", "document_text", "audit_payload", "variable"):
            rows = uow.connection.execute(text(f"SELECT CAST(t AS text) FROM {table} t")).scalars()  # noqa: S608
            assert not any(word in row for row in rows for word in (NAME, "lực lượng"))
        assert verify_audit(uow).problems == ()


def test_it_needs_a_reason_and_a_file_of_a_case(engine: Engine, actor: Make) -> None:
    engine.objects.ensure_bucket()
    unsent = put(engine, actor(OANH))
    with pytest.raises(InputRejected):
        take_out_file(engine, document_key=unsent.key, reason=" ")
    with pytest.raises(Conflict):
        take_out_file(engine, document_key=unsent.key, reason="thử")
    with pytest.raises(NotFound):
        take_out_file(engine, document_key=7, reason="thử")
    assert get(engine, actor(OANH), unsent.key)
