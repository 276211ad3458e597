"""The organisation: units, people and machines, the groups they belong to, and what a group or person may do."""

from datetime import date, datetime

from sqlalchemy import text
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class Unit(Table, table=True):
    """An organisational unit: the Office's own (Văn phòng, phòng, ban …) or a body outside it.

    One whose `valid_until` (the last day) is past stays readable and is offered no more; `successors` are the codes of
    the units that took over its work. `email` and `axis_code` (its OrganId) are where issued documents reach it.
    """

    __tablename__ = "unit"

    code: str = Field(primary_key=True)
    name: str
    short_name: str | None = None
    parent_code: str | None = Field(default=None, foreign_key="unit.code")
    external: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    successors: list[str] = Field(default_factory=list, sa_column=columns.words(empty=True))
    email: str | None = None
    axis_code: str | None = None


class Person(Table, table=True):
    """Somebody or something that signs in. `kind` is `person` or `machine` (an API client)."""

    __tablename__ = "person"

    username: str = Field(primary_key=True)
    display_name: str
    kind: str = "person"
    gender: str | None = None
    title: str | None = None
    unit_code: str | None = Field(default=None, foreign_key="unit.code")
    email: str | None = None
    language: str = "vi"
    password_hash: str | None = None
    # Somebody else chose the password: the person chooses one of their own when they sign in.
    must_change_password: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    active: bool = True
    sort_key: str = Field(default="", index=True)  # Vietnamese order, made in Python
    created_at: datetime = Field(sa_column=columns.moment())


class GroupMember(Table, table=True):
    """Membership of a candidate group (role code such as `van_thu`), from its first to its last day."""

    __tablename__ = "group_member"

    group_code: str = Field(primary_key=True)
    username: str = Field(primary_key=True, foreign_key="person.username", index=True)
    valid_from: date | None = None
    valid_until: date | None = None


class Substitution(Table, table=True):
    """Who does somebody's work while they are away (Người làm thay khi vắng mặt), both days included.

    Standing in is not signing for: no task names another signer because of it.
    """

    __tablename__ = "substitution"

    key: int = Field(sa_column=columns.key())
    username: str = Field(foreign_key="person.username", index=True)
    substitute: str = Field(foreign_key="person.username", index=True)
    first_day: date
    last_day: date
    reason: str


class Authorization(Table, table=True):
    """What a principal (`user:…`, `group:…` or `everyone`) may do with a resource; `*` means any of the type.

    Resource types and permissions are Camunda 8's: PROCESS_DEFINITION with CREATE_PROCESS_INSTANCE,
    READ_PROCESS_INSTANCE, READ_PROCESS_DEFINITION, UPDATE_PROCESS_INSTANCE; RESOURCE with CREATE; SYSTEM with READ …
    Ours: OWN_UNIT with UPDATE_USER_TASK (tasks of colleagues of one's own unit); REGISTER with READ (the registers).
    """

    __tablename__ = "authorization"

    owner: str = Field(primary_key=True)
    resource_type: str = Field(primary_key=True)
    resource_id: str = Field(primary_key=True)
    permission: str = Field(primary_key=True)
