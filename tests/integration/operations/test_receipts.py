"""The receipt of a command: given once, whoever else holds it at that moment."""

import threading

import pytest

from engine.errors import Conflict
from engine.model.actor import SYSTEM
from engine.operations import Engine
from engine.operations.commands import first_result, remember

PATIENCE_S = 30


def test_a_second_receipt_for_one_command_is_refused(engine: Engine) -> None:
    with engine.unit_of_work() as uow:
        remember(uow, SYSTEM, "một lần", 1)
    with pytest.raises(Conflict) as caught, engine.unit_of_work() as uow:
        remember(uow, SYSTEM, "một lần", 2)
    assert caught.value.stable_code == "command_repeated"
    with engine.unit_of_work() as uow:
        assert first_result(uow, SYSTEM, "một lần") == 1


def test_of_two_at_the_same_moment_one_is_refused(engine: Engine) -> None:
    refused: list[str] = []

    def second() -> None:
        try:
            with engine.unit_of_work() as uow:
                remember(uow, SYSTEM, "cùng lúc", 2)
        except Conflict as error:
            refused.append(error.stable_code)

    thread = threading.Thread(target=second, daemon=True)
    with engine.unit_of_work() as uow:
        remember(uow, SYSTEM, "cùng lúc", 1)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive(), "the second waits for the first one's commit"
    thread.join(PATIENCE_S)
    assert refused == ["command_repeated"]
