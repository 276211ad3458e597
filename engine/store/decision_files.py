"""Store versions of DMN files and of the decisions in them. Decides nothing about who may, and reads no DMN."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from engine.store.tables import DecisionDefinition, DecisionRequirements
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_DECISION, _FILE = core(DecisionDefinition), core(DecisionRequirements)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision of a file that is being stored."""

    decision_id: str
    name: str
    version_tag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A DMN file that is being deployed; `imports` are the keys of the files that it imports, by namespace."""

    requirements_id: str
    name: str
    namespace: str
    resource_name: str
    xml: bytes
    sha256: bytes
    imports: Mapping[str, int]
    decisions: tuple[NewDecision, ...]


def store_file(tx: Transaction, deployment_key: int, file: NewFile) -> int:
    """Give the key of the version that holds this content: the newest one when nothing changed, else a new one."""
    newest = tx.connection.execute(
        select(_FILE.c.key, _FILE.c.version, _FILE.c.sha256, _FILE.c.resource_name, _FILE.c.imports)
        .where(_FILE.c.requirements_id == file.requirements_id)
        .order_by(_FILE.c.version.desc())
        .limit(1)
    ).one_or_none()
    same = (file.sha256, file.resource_name, dict(file.imports))
    if newest is not None and (newest.sha256, newest.resource_name, newest.imports) == same:
        return int(newest.key)
    key = tx.new_key()
    row = {
        "key": key,
        "requirements_id": file.requirements_id,
        "version": 1 if newest is None else newest.version + 1,
        "name": file.name,
        "namespace": file.namespace,
        "resource_name": file.resource_name,
        "xml": file.xml,
        "sha256": file.sha256,
        "imports": dict(file.imports),
        "deployment_key": deployment_key,
    }
    tx.connection.execute(insert(_FILE), [row])
    if file.decisions:
        versions = _versions(tx, [decision.decision_id for decision in file.decisions])
        rows = [_decision_row(tx, deployment_key, key, versions, decision) for decision in file.decisions]
        tx.connection.execute(insert(_DECISION), rows)
    return key


def decision_keys(tx: Transaction, requirements_keys: Iterable[int]) -> dict[str, int]:
    """Give the keys of the decisions that stand in these files, by decision id."""
    statement = select(_DECISION.c.decision_id, _DECISION.c.key).where(
        _DECISION.c.requirements_key.in_(list(requirements_keys))
    )
    return {row.decision_id: row.key for row in tx.connection.execute(statement.order_by(_DECISION.c.decision_id))}


def known_decisions(tx: Transaction, decision_ids: Iterable[str]) -> frozenset[tuple[str, str | None]]:
    """Give which of these decisions are deployed: (id, None) for any version, (id, tag) for each tag of one."""
    statement = select(_DECISION.c.decision_id, _DECISION.c.version_tag).where(
        _DECISION.c.decision_id.in_(list(decision_ids))
    )
    found = tx.connection.execute(statement.distinct()).all()
    return frozenset({(row.decision_id, row.version_tag) for row in found} | {(row.decision_id, None) for row in found})


def _versions(tx: Transaction, ids: list[str]) -> dict[str, int]:
    statement = select(_DECISION.c.decision_id, func.max(_DECISION.c.version).label("version"))
    statement = statement.where(_DECISION.c.decision_id.in_(ids)).group_by(_DECISION.c.decision_id)
    return {row.decision_id: row.version for row in tx.connection.execute(statement)}


def _decision_row(
    tx: Transaction, deployment_key: int, requirements_key: int, versions: Mapping[str, int], decision: NewDecision
) -> dict[str, Any]:
    return {
        "key": tx.new_key(),
        "decision_id": decision.decision_id,
        "version": versions.get(decision.decision_id, 0) + 1,
        "version_tag": decision.version_tag,
        "name": decision.name,
        "requirements_key": requirements_key,
        "deployment_key": deployment_key,
    }
