"""What designers have deployed; a version never changes once stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class Deployment(Table, table=True):
    """One act of deploying a set of resources."""

    __tablename__ = "deployment"

    key: int = Field(sa_column=columns.key())
    deployed_at: datetime = Field(sa_column=columns.moment())
    deployed_by: str
    note: str = ""  # what has changed and why, in the words of who deployed


class PlannedDeployment(Table, table=True):
    """A file that is to be deployed at a coming moment, in the name of the person who planned it.

    `base_key` is the version that it was drawn from (process definition, DMN file or form; null for a new one). `state`
    is `waiting`, `deployed`, `refused` (`refusal` holds code, vi, en) or `withdrawn`.
    """

    __tablename__ = "planned_deployment"
    __table_args__ = (Index("planned_deployment_due", "due_at", postgresql_where=text("state = 'waiting'")),)

    key: int = Field(sa_column=columns.key())
    due_at: datetime = Field(sa_column=columns.moment())
    planned_at: datetime = Field(sa_column=columns.moment())
    planned_by: str
    note: str
    resource_name: str
    content: bytes
    base_key: int | None = Field(sa_column=Column(BigInteger, nullable=True))
    subject: str  # the id whose next version it is to be
    state: str
    refusal: dict[str, Any] | None = Field(sa_column=columns.json(nullable=True))


class ProcessDefinition(Table, table=True):
    """One version of a process, with the BPMN file it came from and what it says to the layers above."""

    __tablename__ = "process_definition"
    __table_args__ = (UniqueConstraint("process_id", "version"),)

    key: int = Field(sa_column=columns.key())
    process_id: str
    version: int
    version_tag: str | None = None
    name: str
    resource_name: str
    xml: bytes
    sha256: bytes
    start_form_id: str | None = None
    properties: dict[str, Any] = Field(sa_column=columns.json())
    # Decisions deployed together with this version, by id: what binding `deployment` means.
    bound_decisions: dict[str, Any] = Field(sa_column=columns.json())
    # The same for the processes that its call activities bind to.
    bound_processes: dict[str, Any] = Field(sa_column=columns.json())
    # The same for the forms that its user tasks bind to.
    bound_forms: dict[str, Any] = Field(sa_column=columns.json())
    deployment_key: int = Field(sa_column=columns.reference("deployment.key"))


class FormDefinition(Table, table=True):
    """One version of a form-js form."""

    __tablename__ = "form_definition"
    __table_args__ = (UniqueConstraint("form_id", "version"),)

    key: int = Field(sa_column=columns.key())
    form_id: str
    version: int
    version_tag: str | None = None
    resource_name: str
    content: str
    sha256: bytes
    deployment_key: int = Field(sa_column=columns.reference("deployment.key"))


class DecisionRequirements(Table, table=True):
    """One version of a DMN file. `imports` are the keys of the files that it imports, by namespace."""

    __tablename__ = "decision_requirements"
    __table_args__ = (UniqueConstraint("requirements_id", "version"),)

    key: int = Field(sa_column=columns.key())
    requirements_id: str
    version: int
    name: str
    namespace: str
    resource_name: str
    xml: bytes
    sha256: bytes
    imports: dict[str, Any] = Field(sa_column=columns.json())
    deployment_key: int = Field(sa_column=columns.reference("deployment.key"))


class DecisionDefinition(Table, table=True):
    """One version of a decision, which stands in one version of a DMN file."""

    __tablename__ = "decision_definition"
    __table_args__ = (UniqueConstraint("decision_id", "version"),)

    key: int = Field(sa_column=columns.key())
    decision_id: str
    version: int
    version_tag: str | None = None
    name: str
    requirements_key: int = Field(sa_column=columns.reference("decision_requirements.key", index=True))
    deployment_key: int = Field(sa_column=columns.reference("deployment.key"))
