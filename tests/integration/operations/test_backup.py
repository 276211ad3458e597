"""Backup and restore, drilled: another database and another bucket get the same cases, audit heads and files."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlmodel import SQLModel

from api.embedded import PostgresServer
from engine.clock import Clock
from engine.errors import Conflict, EngineError, InputRejected
from engine.model.actor import SYSTEM, Actor
from engine.operations import Engine, complete_task, create_instance, get_case, search_tasks, upload_document
from engine.operations.documents.derive_document import derive_document
from engine.operations.engine import EngineSettings
from engine.operations.tasks.search_tasks import TaskFilter
from engine.operations.upkeep.back_up import MANIFEST, OBJECT_LIST, back_up
from engine.operations.upkeep.restore import restore
from engine.operations.upkeep.verify_audit import verify_audit
from engine.store import Database, DatabaseSettings, table_copies
from engine.store.objects import ObjectStore
from tests.office import SECRET, MovingClock, deploy, shipped
from tests.services import fresh_database

Make = Callable[[str], Actor]
OANH, TUONG = "le.kim.oanh", "bui.xuan.tuong"
SCAN = b"%PDF-1.7\n" + b"x" * 6_000_000 + b"\n%%EOF\n"  # more than one part of an upload


@pytest.fixture
def other(postgres_server: PostgresServer, template_database: str, engine: Engine) -> Iterator[Engine]:
    """Give the engine of another machine: an empty, migrated database and a bucket of its own."""
    with contextmanager(fresh_database)(postgres_server, template_database) as url:
        database = Database(DatabaseSettings(url=url), clock=Clock(read=MovingClock()))
        objects = ObjectStore(replace(engine.objects._settings, bucket=f"{engine.objects.bucket}-b"))
        objects.ensure_bucket()
        made = Engine(database, objects, EngineSettings(secret=SECRET))
        yield made
        for facts in objects.names(""):
            objects.delete(facts.name)
        made.close()


@pytest.fixture
def case(engine: Engine, actor: Make) -> int:
    """Give a case with a file, in the middle of its way."""
    engine.objects.ensure_bucket()
    deploy(engine, *shipped("sao_y_so_hoa"))
    scan = upload_document(engine, actor(OANH), file_name="Bản quét.pdf", chunks=[SCAN])
    with engine.unit_of_work() as uow:
        variables: dict[str, Any] = {
            "do_mat": "thuong",
            "van_ban": "Nghị quyết số 18\twith a tab and a \\ backslash",
            "loai_sao": "sao_y",
            "hinh_thuc": "giay_giay",
            "so_ban": 3,
            "muc_dich": "Gửi cơ quan thẩm tra",
            "tep_quet": [str(scan.key)],
        }
        return create_instance(uow, actor(OANH), process_id="sao_y_so_hoa", variables=variables).key


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Give all rows of all tables."""
    names = [table.name for table in SQLModel.metadata.sorted_tables]
    with psycopg.connect(engine.database.settings.url) as connection:
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608  our names
            for name in names
        }


def objects_of(engine: Engine) -> dict[str, bytes]:
    found = {}
    for facts in engine.objects.names(""):
        with engine.objects.open(facts.name) as blocks:
            found[facts.name] = b"".join(blocks)
    return found


def test_a_restored_office_is_the_same_and_works_on(
    engine: Engine, other: Engine, actor: Make, case: int, tmp_path: Path
) -> None:
    made = back_up(engine, tmp_path / "sao-luu")
    back = restore(other, tmp_path / "sao-luu")

    assert back == made
    assert made.objects == 1
    assert everything(other) == everything(engine)
    assert objects_of(other) == objects_of(engine)
    with other.unit_of_work() as uow:
        report = verify_audit(uow)
        assert report.problems == ()
        assert report.cases >= 1
        [task] = search_tasks(uow, actor(TUONG), filter=TaskFilter(instance_key=case)).items
        complete_task(uow, actor(TUONG), task_key=task.key, variables={"ket_luan": "duyet"})
    known = {row[0] for rows in everything(engine).values() for row in rows if isinstance(row[0], int)}
    with other.unit_of_work() as uow:
        assert uow.new_key() not in known
        assert get_case(uow, SYSTEM, instance_key=case).incidents == ()


def test_what_was_signed_is_held_again(engine: Engine, other: Engine, case: int, tmp_path: Path) -> None:
    with engine.unit_of_work() as uow:
        [scan] = get_case(uow, SYSTEM, instance_key=case).documents
    signed = derive_document(
        engine, document_key=scan.key, instance_key=case, source_key="job:1", make=lambda content: content + b"\n"
    )
    back_up(engine, tmp_path / "b")
    restore(other, tmp_path / "b")
    assert [other.objects.is_held(f"document/{key}") for key in (scan.key, signed.key)] == [False, True]
    other.objects.release(f"document/{signed.key}")


def test_what_happens_during_a_backup_is_not_in_it(
    engine: Engine, other: Engine, actor: Make, case: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, dump = everything(engine), table_copies.dump_table

    def dump_then_act(connection: psycopg.Connection, name: str, folder: Path) -> table_copies.TableCopy:
        made = dump(connection, name, folder)
        if name == table_copies.table_names()[0]:
            with engine.unit_of_work() as uow:
                [task] = search_tasks(uow, actor(TUONG), filter=TaskFilter(instance_key=case)).items
                complete_task(uow, actor(TUONG), task_key=task.key, variables={"ket_luan": "duyet"})
        return made

    with monkeypatch.context() as patch:
        patch.setattr(table_copies, "dump_table", dump_then_act)
        back_up(engine, tmp_path / "b")
    restore(other, tmp_path / "b")
    assert everything(other) == before
    assert everything(engine) != before


@pytest.mark.parametrize(
    "part", [MANIFEST, OBJECT_LIST, "tables/process_instance.copy.gz", "tables/audit_event.copy.gz", "objects"]
)
def test_a_damaged_backup_restores_nothing(engine: Engine, other: Engine, case: int, tmp_path: Path, part: str) -> None:
    folder = tmp_path / "b"
    back_up(engine, folder)
    path = folder / part
    damaged = next(found for found in path.rglob("*") if found.is_file()) if path.is_dir() else path
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content[:-1])
    before = everything(other)

    with pytest.raises(EngineError):
        restore(other, folder)
    assert everything(other) == before
    assert case not in {row[0] for row in everything(other)["process_instance"]}


def test_nothing_is_overwritten(engine: Engine, other: Engine, case: int, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    back_up(engine, folder)
    with pytest.raises(InputRejected, match="not empty"):
        back_up(engine, folder)
    with pytest.raises(Conflict, match="holds data"):
        restore(engine, folder)
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "revision": "0001"}))
    with pytest.raises(Conflict, match="data version"):
        restore(other, folder)


def test_lost_bytes_are_found_when_backing_up(engine: Engine, case: int, tmp_path: Path) -> None:
    [name] = objects_of(engine)
    engine.objects.delete(name)
    with pytest.raises(Conflict, match="no longer in the storage"):
        back_up(engine, tmp_path / "b")
    with pytest.raises(InputRejected, match="no complete backup"):
        restore(engine, tmp_path / "b")
    shutil.rmtree(tmp_path / "b")
    engine.objects.begin(name, content_type="application/pdf").finish()
    with pytest.raises(Conflict, match="not as it was stored"):
        back_up(engine, tmp_path / "b")
