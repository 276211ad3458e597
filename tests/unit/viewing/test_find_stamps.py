"""Words in frames, and words in red ink, are cut out of a scan's top by a child process."""

from pathlib import Path

import pytest
from PIL import Image

from engine.viewing import ask_child
from tests.papers import scanned, scanned_letter

BLACK = "#202020"


def cut(folder: Path, content: bytes, kind: str = "pdf") -> int:
    (folder / "source").write_bytes(content)
    [said] = ask_child("stamps", kind, "source", folder=folder)
    return int(said["stamps"])


@pytest.mark.parametrize("ink", ["#c8102e", "#e58a94", BLACK])
@pytest.mark.parametrize(("angle", "place"), [(0, (230, 215)), (3, (210, 215)), (-4, (820, 215))])
def test_a_stamped_word_is_cut_out_without_its_frames(
    tmp_path: Path, ink: str, angle: float, place: tuple[int, int]
) -> None:
    assert cut(tmp_path, scanned_letter("TỐI MẬT", ink=ink, angle=angle, place=place)) == 1
    with Image.open(tmp_path / "stamps.png") as sheet:
        edge = sheet.convert("L").crop((0, 0, sheet.width, 30))
        assert edge.getextrema() == (255, 255), "white around"
        assert sheet.width < 2 * 260, "no frame is that wide"


def test_what_is_neither_red_nor_framed_is_not_cut_out(tmp_path: Path) -> None:
    assert cut(tmp_path, scanned_letter()) == 0
    assert not (tmp_path / "stamps.png").exists()
    assert cut(tmp_path, scanned(1)) == 0


def test_pictures_are_looked_at_as_pdfs_are(tmp_path: Path) -> None:
    assert cut(tmp_path, scanned_letter("MẬT", form="PNG"), "picture") > 0


def test_a_broken_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"%PDF-1.7 broken")
    assert ask_child("stamps", "pdf", "source", folder=tmp_path) == ()
