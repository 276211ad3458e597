"""A case: its token document, its variables and the visits of its tokens."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class ProcessInstance(Table, table=True):
    """A case. Whoever changes it locks this row first; `tokens` is written whole."""

    __tablename__ = "process_instance"
    __table_args__ = (
        Index("process_instance_by_start", "process_id", "started_at"),
        Index("process_instance_active", "state", "started_at"),
        Index("process_instance_newest", "started_at", "key"),
        Index("process_instance_running_by", "started_by", postgresql_where=text("ended_at IS NULL")),
        Index("process_instance_suspended", "key", postgresql_where=text("state = 'SUSPENDED'")),
        Index("process_instance_untold", "ended_at", postgresql_where=text("parent_untold")),
        Index("process_instance_failing", "key", postgresql_where=text("open_incidents > 0")),
        # All that counting how running cases stand asks of cases: which they are and who may see them.
        Index(
            "process_instance_running",
            "key",
            postgresql_include=["process_id", "restricted"],
            postgresql_where=text("state IN ('ACTIVE', 'SUSPENDED')"),
        ),
        Index("process_instance_fields", "search_fields", postgresql_using="gin"),
        Index("process_instance_words", text("array_to_tsvector(search_words)"), postgresql_using="gin"),
    )

    key: int = Field(sa_column=columns.key())
    definition_key: int = Field(sa_column=columns.reference("process_definition.key", index=True))
    process_id: str
    business_id: str = Field(unique=True)
    title: str
    search_words: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))  # folded words, for search
    search_fields: list[str] = Field(sa_column=columns.words(empty=True))  # `name=value` of what the process declares
    state: str
    case_state: str | None = None
    restricted: bool = False  # readable by named people only, absent for everybody else
    open_incidents: int = 0
    started_at: datetime = Field(sa_column=columns.moment())
    ended_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    started_by: str
    # Of a case that a call activity started: who called, from which visit, and whether the caller is still to be told
    # of its end. The outermost caller is `root_key`.
    parent_key: int | None = Field(
        default=None, sa_column=columns.reference("process_instance.key", nullable=True, index=True)
    )
    parent_element_key: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, unique=True))
    root_key: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    depth: int = 0
    parent_untold: bool = False
    suspended_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    clock_stopped_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    thrown: dict[str, Any] | None = Field(default=None, sa_column=columns.json(nullable=True))  # the error it left with
    tokens: dict[str, Any] = Field(sa_column=columns.json())
    audit_sequence: int = 0
    audit_head: bytes
    audit_seal: bytes  # keyed hash of the head, so that a cut chain cannot be re-headed from SQL


class Variable(Table, table=True):
    """One variable of one scope; the scope is the case or an element instance of it."""

    __tablename__ = "variable"
    __table_args__ = (Index("variable_by_case", "instance_key", "item_key"),)

    scope_key: int = Field(sa_column=columns.key())
    name: str = Field(primary_key=True)
    key: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    instance_key: int = Field(sa_column=columns.case_reference())
    # The innermost item of a repeated activity that the scope stands in: read only with that item.
    item_key: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    value: Any = Field(sa_column=columns.json())


class LoopItem(Table, table=True):
    """One item of a repeated activity: its value until its turn comes, then its tokens, then its result.

    The items of a body go with it. `key` is the element instance of the item's visit, once it has begun.
    """

    __tablename__ = "loop_item"

    body_key: int = Field(sa_column=columns.key())
    position: int = Field(primary_key=True)
    key: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, unique=True))
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    state: dict[str, Any] = Field(sa_column=columns.json())


class ElementInstance(Table, table=True):
    """A token's visit to an element; `flows_out` are the sequence flows it left by."""

    __tablename__ = "element_instance"
    __table_args__ = (Index("element_instance_by_element", "instance_key", "element_id"),)

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    scope_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_id: str
    element_type: str
    state: str
    started_at: datetime = Field(sa_column=columns.moment())
    ended_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    flows_out: list[str] = Field(sa_column=columns.words())


class DecisionInstance(Table, table=True):
    """A decision made for a case: by which version, and how it came about (`engine.dmn.result_json`, bounded)."""

    __tablename__ = "decision_instance"

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_id: str
    decision_key: int = Field(sa_column=columns.reference("decision_definition.key"))
    evaluated_at: datetime = Field(sa_column=columns.moment())
    trace: dict[str, Any] = Field(sa_column=columns.json())
