"""Rules as an administrator changes them: put into force, or switched off."""

from collections.abc import Iterable

from engine.model.actor import SYSTEM
from engine.operations import Engine
from engine.operations.deadlines.change_rule import change_rule, read_rule
from engine.store.law_changes import write_versions
from engine.store.queries.law import read_legal_rules


def set_mode(engine: Engine, rule_id: str, mode: str) -> None:
    """Apply a rule in this way from now on, as its page does."""
    with engine.unit_of_work() as uow:
        seen = read_rule(uow, SYSTEM, rule_id).seen
    with engine.unit_of_work() as uow:
        change_rule(uow, SYSTEM, rule_id=rule_id, changes={"mode": mode}, from_day=None, seen=seen, reason="Quyết định")


def switch_off(engine: Engine, kinds: Iterable[str]) -> None:
    """Switch every rule of these kinds off, before there are cases."""
    off = frozenset(kinds)
    with engine.unit_of_work() as uow:
        uow.transaction.change_law()
        versions: dict[str, list[dict[str, object]]] = {}
        for one in read_legal_rules(uow.connection):
            versions.setdefault(one["id"], []).append({**one, "mode": "off"} if one["kind"] in off else one)
        for rule_id, records in versions.items():
            write_versions(uow.transaction, rule_id, records)
