"""What differs between two texts is told word by word, within bounds."""

import pytest

from engine.viewing import Block, ask, compare_texts

BEFORE = "\n".join([*(f"Dòng {n}" for n in range(9)), "Căn cứ Luật cũ ngày 1", "Kết thúc"])
AFTER = "\n".join([*(f"Dòng {n}" for n in range(9)), "Căn cứ Luật mới ngày 1", "Kết thúc", "Nơi nhận"])


def test_changed_words_stand_between_the_lines_around_them() -> None:
    assert compare_texts(BEFORE, AFTER) == (
        Block(same=9, lines=("Dòng 0", "Dòng 1", "Dòng 7", "Dòng 8")),
        Block(parts=(("=", "Căn cứ Luật "), ("-", "cũ"), ("+", "mới"), ("=", " ngày 1"))),
        Block(same=1, lines=("Kết thúc",)),
        Block(parts=(("+", "Nơi nhận"),)),
    )


def test_equal_texts_have_no_changes() -> None:
    found = compare_texts(BEFORE, BEFORE)
    assert found is not None
    assert [block.parts for block in found] == [()]


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "WALL_S", 1.0)
    assert compare_texts("a\nb\n" * 40_000, "b\na\nc\n" * 40_000) is None
