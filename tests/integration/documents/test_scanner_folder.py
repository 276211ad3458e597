"""Files that scanners leave in a folder: offered to whom they are for, taken once, kept where anything breaks."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine import faults
from engine.errors import InputRejected, NotFound, Text, Unavailable
from engine.model.actor import Actor
from engine.model.document import NOWHERE_YET
from engine.operations import Engine
from engine.operations.documents.scanner_folder import list_scans, take_scan
from tests.integration.documents.test_documents import get, pdf

Make = Callable[[str], Actor]
LIEN, OANH = "vu.bich.lien", "le.kim.oanh"  # of the registry; not


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Iterator[Path]:
    """Give the scanners' folder, with the registry's and two people's."""
    engine.objects.ensure_bucket()
    for name in (LIEN, OANH, "van_thu"):
        (tmp_path / name).mkdir()
    before = engine.settings
    engine.settings = replace(before, scanner_folder=tmp_path)
    yield tmp_path
    engine.settings = before


def scanned(path: Path, content: bytes | None = None, *, age_s: float = 60) -> Path:
    path.write_bytes(pdf() if content is None else content)
    moment = time.time() - age_s
    os.utime(path, (moment, moment))
    return path


def names(engine: Engine, actor: Actor) -> list[tuple[str, bool]]:
    return [(one.name, one.shared) for one in list_scans(engine, actor)]


def take(engine: Engine, actor: Actor, name: str) -> int:
    scan = next(one for one in list_scans(engine, actor) if one.name == name)
    return take_scan(engine, actor, scan_id=scan.id, place=NOWHERE_YET).key


def test_people_see_their_own_and_their_groups_files_the_newest_first(
    engine: Engine, actor: Make, folder: Path
) -> None:
    scanned(folder / LIEN / "a.pdf", age_s=60)
    scanned(folder / "van_thu" / "b.pdf", age_s=30)
    scanned(folder / OANH / "c.pdf")
    assert names(engine, actor(LIEN)) == [("b.pdf", True), ("a.pdf", False)]
    assert names(engine, actor(OANH)) == [("c.pdf", False)]


def test_what_is_no_finished_file_is_not_offered(engine: Engine, actor: Make, folder: Path, tmp_path: Path) -> None:
    outside = scanned(tmp_path / "ngoai.pdf")
    scanned(folder / LIEN / "dang-ghi.pdf", age_s=0)
    scanned(folder / LIEN / "rong.pdf", b"")
    scanned(folder / LIEN / ".an.pdf")
    (folder / LIEN / "lien-ket.pdf").symlink_to(outside)
    (folder / LIEN / "thu-muc.pdf").mkdir()
    assert names(engine, actor(LIEN)) == []


def test_a_file_is_taken_once_and_leaves_the_folder(engine: Engine, actor: Make, folder: Path) -> None:
    content = pdf()
    scan = scanned(folder / "van_thu" / "Công văn đến.pdf", content)
    [waiting] = list_scans(engine, actor(LIEN))
    key = take(engine, actor(LIEN), "Công văn đến.pdf")
    assert get(engine, actor(LIEN), key) == content
    assert not scan.exists()
    assert list((folder / "van_thu").iterdir()) == []
    with pytest.raises(NotFound) as late:
        take_scan(engine, actor(LIEN), scan_id=waiting.id, place=NOWHERE_YET)
    assert late.value.stable_code == "scan_gone"
    with pytest.raises(NotFound):
        get(engine, actor(OANH), key)


def test_nobody_takes_what_is_not_theirs(engine: Engine, actor: Make, folder: Path) -> None:
    scanned(folder / LIEN / "a.pdf")
    [waiting] = list_scans(engine, actor(LIEN))
    with pytest.raises(NotFound):
        take_scan(engine, actor(OANH), scan_id=waiting.id, place=NOWHERE_YET)
    stranger = replace(actor(OANH), username="..", groups=frozenset({".", "a/b"}))
    assert list_scans(engine, stranger) == ()


def test_a_refused_file_stays_where_it_was(engine: Engine, actor: Make, folder: Path) -> None:
    scan = scanned(folder / LIEN / "a.exe", b"MZ" + b"\0" * 100)
    with pytest.raises(InputRejected):
        take(engine, actor(LIEN), "a.exe")
    assert scan.exists()


def test_what_was_begun_and_forgotten_is_offered_again(
    engine: Engine, actor: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(folder / LIEN / ".taking-0a-a.pdf", age_s=5)
    assert names(engine, actor(LIEN)) == []
    scanned(folder / LIEN / ".taking-0a-a.pdf", age_s=3600)
    assert names(engine, actor(LIEN)) == [("a.pdf", False)]

    clerk = actor(LIEN)

    def die(_name: str) -> None:
        raise Unavailable(Text(vi="mất điện", en="power cut"))

    monkeypatch.setattr(faults, "reach", die)
    with pytest.raises(Unavailable):
        take(engine, clerk, "a.pdf")
    assert (folder / LIEN / "a.pdf").exists()


def test_a_machine_that_writes_one_name_again_loses_nothing(
    engine: Engine, actor: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, clerk = pdf(), pdf(), actor(LIEN)
    scan = scanned(folder / LIEN / "scan.pdf", first)

    def write_again_and_die(_name: str) -> None:
        scanned(scan, second)
        raise Unavailable(Text(vi="mất điện", en="power cut"))

    with monkeypatch.context() as patched:
        patched.setattr(faults, "reach", write_again_and_die)
        with pytest.raises(Unavailable):
            take(engine, clerk, "scan.pdf")
    assert {path.name: path.read_bytes() for path in (folder / LIEN).iterdir()} == {
        "scan.pdf": second,
        "scan (2).pdf": first,
    }


def test_a_folder_that_is_not_there_is_told(engine: Engine, actor: Make, folder: Path) -> None:
    engine.settings = replace(engine.settings, scanner_folder=folder / "khong-co")
    with pytest.raises(Unavailable) as told:
        list_scans(engine, actor(LIEN))
    assert told.value.stable_code == "scanner_folder_unavailable"
    engine.settings = replace(engine.settings, scanner_folder=None)
    assert list_scans(engine, actor(LIEN)) == ()
