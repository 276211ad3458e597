"""A world in which commands are killed before or after their commit, and given twice at the same moment.

Whatever happens, what was asked for has happened once in the end, and a repetition is refused.
"""

from random import Random
from typing import Any

from sqlalchemy import select

from engine.model.actor import SYSTEM
from engine.operations import Engine, fire_due_timers
from engine.store.tables import ProcessInstance, Timer
from engine.store.tables.core import core
from tests.faults.child import COMMANDS
from tests.faults.conftest import Child
from tests.stateful.copying_office import OVER, outcome, together

_CASE, _TIMER = core(ProcessInstance), core(Timer)
# A message that is given again may reach somebody else who waits for it, or the same event once more.
_MAY_COME_AGAIN = frozenset({"correlate_message"})
# Commit 1 claims a timer for a while, commit 2 fires it.
_TIMER_FAULTS = ("before_commit:1", "after_commit:1", "before_commit:2", "after_commit:2")


class RoughWorld:
    """Gives commands, by chance in the hardest way."""

    def __init__(self, engine: Engine, child: Child, chance: Random) -> None:
        self.engine, self.child, self.chance = engine, child, chance

    def give(self, command: str, **arguments: Any) -> None:
        """Have one command done once."""
        how = self.chance.choices(["smoothly", "killed before", "killed after", "twice"], [12, 2, 2, 3])[0]
        if how == "killed before":
            before = self._cases()
            self._killed(command, "before_commit", arguments)
            assert self._cases() == before
        if how == "killed after":
            self._killed(command, "after_commit", arguments)
            self._refuse(command, arguments)
        elif how == "twice" and command not in _MAY_COME_AGAIN:
            answers = together(*[lambda: self._answer(command, arguments)] * 2)
            assert sorted(answer == "done" for answer in answers) == [False, True], answers
            assert {*answers} - {"done"} <= OVER
        else:
            assert self._answer(command, arguments) == "done"

    def fire_timers(self) -> None:
        """Have the one due timer fired once."""
        fault = self.chance.choice([None, None, None, *_TIMER_FAULTS])
        if fault is not None:
            self._killed("fire_due_timers", fault, {})
            self._let_the_database_notice()
            self.child.clock.forward(minutes=1)  # whatever the dead worker had claimed is free again
        claimed, failures = fire_due_timers(self.engine)
        assert (claimed, failures) == (int(fault != "after_commit:2"), ()), fault

    def _killed(self, command: str, fault: str, arguments: dict[str, Any]) -> None:
        outcome = self.child(command, fault=fault, **arguments)
        assert outcome.killed, (command, fault, outcome)

    def _let_the_database_notice(self) -> None:
        """Wait for what a dead process had locked: a claim passes over locked timers and comes back later."""
        with self.engine.unit_of_work() as uow:
            uow.connection.execute(select(_TIMER.c.key).with_for_update()).all()

    def _refuse(self, command: str, arguments: dict[str, Any]) -> None:
        if command not in _MAY_COME_AGAIN:
            left = self._cases()
            assert self._answer(command, arguments) in OVER
            assert self._cases() == left

    def _answer(self, command: str, arguments: dict[str, Any]) -> str:
        return outcome(self.engine, lambda uow: COMMANDS[command](uow, SYSTEM, **arguments))

    def _cases(self) -> list[Any]:
        """Give the tokens and the number of audit entries of every case."""
        columns = (_CASE.c.key, _CASE.c.tokens, _CASE.c.audit_sequence)
        with self.engine.unit_of_work() as uow:
            return list(uow.connection.execute(select(*columns).order_by(_CASE.c.key)).all())
