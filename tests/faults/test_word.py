"""The web process dies while Word saves: the save is there whole or not at all, and saved again it is there once."""

from typing import Any

import pytest

from tests.faults.conftest import Child
from tests.integration.editing.conftest import drafting, log, logs, serve, served, settings
from tests.integration.editing.drafting import NAME, SECOND, THIRD, Drafting, token_in
from tests.integration.editing.program import Word

__all__ = ["drafting", "log", "logs", "serve", "served", "settings"]
COMMITS = range(1, 7)  # more than a save makes: the last of them kill nothing
FAULTS = [
    "after_object_stored",
    *(f"{point}:{number}" for number in COMMITS for point in ("before_commit", "after_commit")),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_save_is_whole_or_not_at_all(drafting: Drafting, child: Child, fault: str) -> None:
    with Word(drafting.address()) as program:
        program.open()
        program.save(SECOND)
        order: dict[str, Any] = {"token": token_in(program.address), "name": NAME, "lock": program.lock}
        died = child("save_from_word", fault=fault, content=THIRD.decode("latin-1"), **order)
        assert died.killed or fault[-1] in "56", "a save commits four times at least"
        saves = drafting.count("edit_save")
        assert saves in ({1, 2} if died.killed else {2})
        assert drafting.count("document WHERE state = 'REPLACED'") == saves - 1
        assert len(drafting.told("DocumentSavedFromWord")) == saves
        assert program.ask("GET").content == (SECOND if saves == 1 else THIRD)
        assert drafting.versions() == ["Dự thảo lần 2", "Dự thảo lần 1"]
        program.save(THIRD)
        program.close()
    assert drafting.count("edit_save") == 2
    assert drafting.versions() == ["Dự thảo lần 2", "Dự thảo lần 1"]
