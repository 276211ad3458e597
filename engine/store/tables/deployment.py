"""What designers have deployed; a version never changes once stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from engine.store.tables import columns


class Deployment(SQLModel, table=True):
    """One act of deploying a set of resources."""

    __tablename__ = "deployment"

    key: int = Field(sa_column=columns.key())
    deployed_at: datetime = Field(sa_column=columns.moment())
    deployed_by: str


class ProcessDefinition(SQLModel, table=True):
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
    deployment_key: int = Field(sa_column=columns.reference("deployment.key"))


class FormDefinition(SQLModel, table=True):
    """One version of a form-js form."""

    __tablename__ = "form_definition"
    __table_args__ = (UniqueConstraint("form_id", "version"),)

    key: int = Field(sa_column=columns.key())
    form_id: str
    version: int
    resource_name: str
    content: str
    sha256: bytes
    deployment_key: int = Field(sa_column=columns.reference("deployment.key"))
