"""Text of files in search: read in the background, found by those who may read the case, never of restricted ones."""

from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import text

from engine.model.actor import SYSTEM, Actor
from engine.model.records import InstanceRecord, Resource
from engine.operations import (
    Engine,
    TaskFilter,
    attach_documents,
    complete_task,
    create_instance,
    search_tasks,
)
from engine.operations.documents.read_texts import read_texts
from engine.operations.documents.search_files import search_files
from engine.operations.news.notices import list_notices
from engine.store import document_texts
from engine.store.document_texts import bounded_words
from tests.integration.documents.test_documents import case_of, put
from tests.models import bpmn, end, flow, start, user_task
from tests.office import deploy

Make = Callable[[str], Actor]
OANH, LIEN, AN = "le.kim.oanh", "vu.bich.lien", "nguyen.hoai.an"
LATER_RESTRICTED = bpmn(
    '<bpmn:extensionElements><zeebe:properties><zeebe:property name="restricted" value="=kin = true"/>'
    "</zeebe:properties></bpmn:extensionElements>"
    + (start() + user_task("viec", assignee=LIEN) + user_task("sau", assignee=LIEN) + end())
    + (flow("f1", "dau", "viec") + flow("f2", "viec", "sau") + flow("f3", "sau", "cuoi"))
)
WORDS = "Kiến nghị về đất đai tại xã Vân Trạch.\nĐề nghị thẩm tra nguồn gốc đất."


@pytest.fixture
def case(engine: Engine, actor: Make) -> InstanceRecord:
    """Give a case with two files: a text and a scan without letters."""
    engine.objects.ensure_bucket()
    made = case_of(engine, actor(OANH))
    keys = [put(engine, actor(OANH), "Ghi chép.txt", WORDS.encode()).key, put(engine, actor(OANH)).key]
    put(engine, actor(OANH), "Chưa gửi.txt", WORDS.encode())
    with engine.unit_of_work() as uow:
        attach_documents(uow, actor(OANH), keys=keys, instance_key=made.key, field="tep")
    return made


def found(engine: Engine, actor: Actor, words: str) -> list[tuple[str, str]]:
    with engine.unit_of_work() as uow:
        return [(one.file_name, one.excerpt) for one in search_files(uow, actor, text=words, limit=10)]


def test_a_file_is_found_by_its_words_by_readers_of_its_case(engine: Engine, actor: Make, case: InstanceRecord) -> None:
    assert found(engine, actor(OANH), "thẩm tra") == []
    assert read_texts(engine) == 2
    assert read_texts(engine) == 0
    [(name, excerpt)] = found(engine, actor(OANH), "THAM tra nguon")
    assert name == "Ghi chép.txt"
    assert "Đề nghị thẩm tra nguồn gốc đất." in excerpt
    assert found(engine, actor(LIEN), "đất đai")
    assert found(engine, actor(AN), "đất đai") == []
    for nothing in ("thẩm tra ngân sách", "đ", "???", ""):
        assert found(engine, actor(OANH), nothing) == []


def test_nothing_of_a_restricted_case_is_kept_or_found(engine: Engine, actor: Make) -> None:
    engine.objects.ensure_bucket()
    deploy(engine, Resource(name="thu.bpmn", content=LATER_RESTRICTED))
    with engine.unit_of_work() as uow:
        case = create_instance(uow, actor(OANH), process_id="thu", variables={"kin": False})
    key = put(engine, actor(OANH), "Ghi chép.txt", WORDS.encode()).key
    with engine.unit_of_work() as uow:
        attach_documents(uow, actor(OANH), keys=[key], instance_key=case.key, field="tep")
    assert read_texts(engine) == 1
    assert found(engine, actor(OANH), "đất đai")
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, actor(LIEN), filter=TaskFilter(instance_key=case.key)).items
        complete_task(uow, actor(LIEN), task_key=task.key, variables={"kin": True})
    assert read_texts(engine) == 0
    with engine.unit_of_work() as uow:
        assert uow.connection.execute(text("SELECT state, words, beginning FROM document_text")).all() == [
            ("WAITING", [], "")
        ]
        document_texts.keep_text(uow.transaction, key, WORDS)  # a reading that began before
    assert found(engine, actor(OANH), "đất đai") == []


def test_a_file_with_a_mark_of_secrecy_is_not_found_and_people_are_told_without_its_name(
    engine: Engine, actor: Make
) -> None:
    engine.objects.ensure_bucket()
    made = case_of(engine, actor(OANH))
    # As what came in before anybody looked: the system's own files are not judged.
    marked, open_one = (
        put(engine, SYSTEM, name, f"HỘI ĐỒNG NHÂN DÂN\n{line}\n{WORDS}".encode()).key
        for name, line in (("Phương án biên giới.txt", "MẬT"), ("Quy chế.txt", "Quy chế bảo mật"))
    )
    with engine.unit_of_work() as uow:
        attach_documents(uow, SYSTEM, keys=[marked, open_one], instance_key=made.key, field="tep")
    assert read_texts(engine) == 2
    assert [name for name, _ in found(engine, actor(OANH), "đất đai")] == ["Quy chế.txt"]
    with engine.unit_of_work() as uow:
        kept = uow.connection.execute(text("SELECT state, words, beginning FROM document_text ORDER BY document_key"))
        assert kept.all()[0] == ("NONE", [], "")
        told = {who: [one.text.vi for one in list_notices(uow, actor(who))] for who in (OANH, LIEN, AN)}
    [notice] = [one for one in told[OANH] if "dấu độ mật" in one]
    assert made.business_id in notice
    assert "Không mở, in, sao" in notice
    assert "biên giới" not in notice
    assert notice in told[LIEN], "the registry takes the paper over"
    assert notice not in told[AN]


# Rows looked at first, and rows read at most; what a file counts for among them; cases with which a search begins.
WAYS = [
    {"word_search.SAMPLED": sampled, "word_search.FAR": far, "search_files._WEIGHT": weight, "access.MOST_FEW": few}
    for sampled, far in ((0, 0), (2, 7), (2, 100), (20, 0), (20, 20), (2_000, 60_000))
    for weight in (1, 20)
    for few in (0, 100)
]
PLACES = {
    "word_search": "engine.store.queries.word_search",
    "search_files": "engine.operations.documents.search_files",
    "access": "engine.store.queries.access",
}


def test_every_way_of_searching_finds_the_newest(engine: Engine, actor: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.objects.ensure_bucket()
    made = case_of(engine, actor(OANH))
    texts = [WORDS if number % 3 == 0 else "Báo cáo khác về xã." for number in range(10)]
    keys = [put(engine, actor(OANH), f"{n}.txt", one.encode()).key for n, one in enumerate(texts)]
    with engine.unit_of_work() as uow:
        attach_documents(uow, actor(OANH), keys=keys, instance_key=made.key, field="tep")
    read_texts(engine)
    found = ((1, ["9.txt"]), (3, ["9.txt", "6.txt", "3.txt"]), (5, ["9.txt", "6.txt", "3.txt", "0.txt"]))
    for way in WAYS:
        for name, value in way.items():
            place, _, constant = name.partition(".")
            monkeypatch.setattr(f"{PLACES[place]}.{constant}", value)
        for text_, (limit, names) in product(("đất đai", "về xã đất"), found):
            with engine.unit_of_work() as uow:
                files = [search_files(uow, actor(who), text=text_, limit=limit) for who in (OANH, LIEN, AN)]
            assert [[one.file_name for one in each] for each in files] == [names, names, []], way


def test_the_index_answers(engine: Engine, actor: Make, case: InstanceRecord) -> None:
    read_texts(engine)
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = uow.connection.execute(
            text(
                "EXPLAIN SELECT document_key FROM document_text"
                " WHERE array_to_tsvector(words) @@ CAST('''dat'':*' AS tsquery)"
            )
        ).scalars()
        assert "document_text_words" in "\n".join(plan)


def test_the_longest_text_fits_the_index(engine: Engine, actor: Make, case: InstanceRecord) -> None:
    many = " ".join(f"{'x' * 70}{number}" for number in range(30_000))
    assert len(" ".join(bounded_words(many))) < 500_000
    long = put(engine, actor(OANH), "Dài.txt", many.encode()[:290_000])
    with engine.unit_of_work() as uow:
        attach_documents(uow, actor(OANH), keys=[long.key], instance_key=case.key, field="tep")
    assert read_texts(engine) == 3
    assert found(engine, actor(OANH), f"{'x' * 70}5")
