"""The tables of a deployed decision file as they are written, with what the check says of them; for designers."""

from dataclasses import dataclass

from engine.dmn import Table, check_decisions
from engine.errors import Finding
from engine.model.actor import Actor
from engine.operations.decisions.read_decisions import decision_model
from engine.operations.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTable:
    """One decision table: the words of its columns, and each rule's cells with its remarks."""

    name: str
    hit_policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """The tables of a file in its order, and the warnings of the check."""

    tables: tuple[WrittenTable, ...]
    findings: tuple[Finding, ...]


def written_tables(uow: UnitOfWork, actor: Actor, *, decision_key: int) -> WrittenFile:
    """Give the tables of the file that holds a decision; raise NotFound when the actor may not read it."""
    model = decision_model(uow, actor, decision_key=decision_key)
    own = model.own_decisions()
    tables = [(one.name, one.logic) for one in own if isinstance(one.logic, Table)]
    return WrittenFile(tables=tuple(_written(name, table) for name, table in tables), findings=check_decisions(model))


def _written(name: str, table: Table) -> WrittenTable:
    return WrittenTable(
        name=name,
        hit_policy=table.hit_policy.value,
        inputs=tuple(clause.label or clause.expression.text for clause in table.inputs),
        outputs=tuple(clause.label or clause.name for clause in table.outputs),
        rules=tuple(
            (
                tuple(cell.text or "-" for cell in (*rule.tests, *rule.outputs)),
                "; ".join(text for text in rule.annotations if text),
            )
            for rule in table.rules
        ),
    )
