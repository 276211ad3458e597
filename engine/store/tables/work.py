"""What waits: user tasks for people, jobs for workers, timers, message subscriptions, and incidents to be mended."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, text
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class UserTask(Table, table=True):
    """A step that a person takes. `version` grows with every change, so that a stale page is noticed."""

    __tablename__ = "user_task"
    __table_args__ = (
        Index("user_task_open_assignee", "assignee", postgresql_where=text("state = 'CREATED'")),
        Index(
            "user_task_open_groups",
            "candidate_groups",
            postgresql_using="gin",
            postgresql_where=text("state = 'CREATED'"),
        ),
        Index("user_task_done", "completed_by", "completed_at"),
        Index("user_task_open_due", "due_at", postgresql_where=text("state = 'CREATED'")),
        Index(
            "user_task_open_users",
            "candidate_users",
            postgresql_using="gin",
            postgresql_where=text("state = 'CREATED'"),
        ),
        Index("user_task_open_outside", "due_at", postgresql_where=text("state = 'CREATED' AND outside")),
        Index(
            "user_task_open_asked",
            "asked_by",
            postgresql_where=text("state = 'CREATED' AND asked_by IS NOT NULL"),
        ),
        # All that counting how running cases stand asks of tasks.
        Index(
            "user_task_open_case",
            "instance_key",
            "due_at",
            postgresql_include=["warn_at", "outside"],
            postgresql_where=text("state = 'CREATED'"),
        ),
    )

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    element_id: str
    name: str
    name_en: str | None = None
    about: str | None = None  # what tells it apart from others of the same step
    outside: bool = False  # it waits for a body outside the Office, whose lateness is not the Office's
    awaits: str | None = None  # the act of a leader that it is for (`AWAITS`)
    state: str
    assignee: str | None = None
    asked_by: str | None = None  # who asked the assignee to work on it, and has it back then
    candidate_groups: list[str] = Field(sa_column=columns.words())
    candidate_users: list[str] = Field(sa_column=columns.words())
    form_key: int | None = Field(default=None, sa_column=columns.reference("form_definition.key", nullable=True))
    priority: int = 50
    created_at: datetime = Field(sa_column=columns.moment())
    completed_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    completed_by: str | None = None
    due_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    warn_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    follow_up_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    due_explained: dict[str, Any] | None = Field(default=None, sa_column=columns.json(nullable=True))
    draft: dict[str, Any] | None = Field(default=None, sa_column=columns.json(nullable=True))
    draft_saved_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    version: int = 1


class TaskUrging(Table, table=True):
    """Whoever has a task was urged: by a person's notice, or (with its number) by a letter that was issued."""

    __tablename__ = "task_urging"

    key: int = Field(sa_column=columns.key())
    task_key: int = Field(
        sa_column=Column(BigInteger, ForeignKey("user_task.key", ondelete="CASCADE"), nullable=False, index=True)
    )
    urged_at: datetime = Field(sa_column=columns.moment())
    urged_by: str
    document: str | None = None  # number of the letter


class Job(Table, table=True):
    """A step that a worker takes. It may be claimed when CREATED and `available_at` has passed.

    An element instance may have several, one after another: of its listeners, of an ad-hoc sub-process.
    """

    __tablename__ = "job"
    __table_args__ = (Index("job_claimable", "job_type", "available_at", postgresql_where=text("state = 'CREATED'")),)

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    element_id: str
    kind: str  # engine.model.events.JobKind
    listener_event: str | None = None  # of a listener's job: start, end, creating, …
    job_type: str
    headers: dict[str, Any] = Field(sa_column=columns.json())
    state: str
    retries: int
    worker: str | None = None
    available_at: datetime = Field(sa_column=columns.moment())
    locked_until: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    lease_token: str | None = None  # of the newest activation, when it was one with a lease
    error_message: str | None = None
    created_at: datetime = Field(sa_column=columns.moment())
    ended_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))


class Timer(Table, table=True):
    """A moment that a case waits for; the row goes when it fires or is no longer wanted.

    `available_at` is `due_at`, later after failed firings, and null once an incident asks people to mend the cause.
    """

    __tablename__ = "timer"

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_id: str
    due_at: datetime = Field(sa_column=columns.moment())
    available_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True, index=True))
    failures: int = 0
    # The rule and the event that set the moment, so that it follows a change of the law.
    explained: dict[str, Any] | None = Field(default=None, sa_column=columns.json(nullable=True))


class MessageSubscription(Table, table=True):
    """A message that a case waits for; the row goes when it comes or is no longer wanted."""

    __tablename__ = "message_subscription"
    __table_args__ = (Index("message_subscription_by_name", "message_name", "correlation_key"),)

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_id: str
    message_name: str
    correlation_key: str
    actors: list[str] = Field(sa_column=columns.words())  # principals who may send it from the case page
    created_at: datetime = Field(sa_column=columns.moment())


class SignalSubscription(Table, table=True):
    """A signal that a case waits for; the row stays while its event may catch the signal again."""

    __tablename__ = "signal_subscription"

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_id: str
    signal_name: str = Field(index=True)
    created_at: datetime = Field(sa_column=columns.moment())


class StartSubscription(Table, table=True):
    """A message, signal or condition (without a name) that starts a case of the latest version of a process."""

    __tablename__ = "start_subscription"
    __table_args__ = (Index("start_subscription_by_name", "kind", "name"),)

    key: int = Field(sa_column=columns.key())
    definition_key: int = Field(sa_column=columns.reference("process_definition.key"))
    process_id: str = Field(index=True)
    element_id: str
    kind: str
    name: str


class EventDelivery(Table, table=True):
    """A signal or message on its way to a case that waits, or that it starts (`wait_key` and `instance_key` null).

    The row goes when it has arrived or is no longer waited for. One that starts a case may have to wait until another
    of the same correlation key has ended, at most until it expires.
    """

    __tablename__ = "event_delivery"

    key: int = Field(sa_column=columns.key())
    kind: str
    name: str
    correlation_key: str = ""
    wait_key: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    instance_key: int | None = Field(default=None, sa_column=columns.case_reference(nullable=True, index=True))
    definition_key: int | None = Field(
        default=None, sa_column=columns.reference("process_definition.key", nullable=True)
    )
    element_id: str
    variables: dict[str, Any] = Field(sa_column=columns.json())
    sent_at: datetime = Field(sa_column=columns.moment())
    expires_at: datetime = Field(sa_column=columns.moment())
    # Later while somebody delivers it; null once a start that keeps failing waits for people.
    available_at: datetime | None = Field(sa_column=columns.moment(nullable=True, index=True))


class StartFailure(Table, table=True):
    """How often a start by an event has failed, and why at last; it goes with its delivery."""

    __tablename__ = "start_failure"

    delivery_key: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("event_delivery.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    failures: int
    failed_at: datetime = Field(sa_column=columns.moment())
    message_vi: str
    message_en: str


class BufferedMessage(Table, table=True):
    """A published message until it expires: for those who begin to wait for it later."""

    __tablename__ = "buffered_message"
    __table_args__ = (Index("buffered_message_by_name", "name", "correlation_key"),)

    key: int = Field(sa_column=columns.key())
    name: str
    correlation_key: str
    message_id: str | None = None
    variables: dict[str, Any] = Field(sa_column=columns.json())
    published_at: datetime = Field(sa_column=columns.moment())
    expires_at: datetime = Field(sa_column=columns.moment(index=True))


class MessageCorrelation(Table, table=True):
    """A buffered message has gone to a case of this process: each process takes a message once."""

    __tablename__ = "message_correlation"

    message_key: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("buffered_message.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    process_id: str = Field(primary_key=True)


class StartedByMessage(Table, table=True):
    """The correlation key of the message that started a case: a process has one open case of a key at most."""

    __tablename__ = "started_by_message"
    __table_args__ = (Index("started_by_message_key", "process_id", "correlation_key"),)

    instance_key: int = Field(sa_column=columns.case_reference(primary_key=True))
    process_id: str
    correlation_key: str


class Incident(Table, table=True):
    """Something that failed and waits for a person to mend the cause and run it again."""

    __tablename__ = "incident"
    __table_args__ = (Index("incident_active", "instance_key", postgresql_where=text("state = 'ACTIVE'")),)

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    element_id: str
    job_key: int | None = Field(default=None, sa_column=columns.reference("job.key", nullable=True))
    error_type: str
    message_vi: str
    message_en: str
    state: str
    created_at: datetime = Field(sa_column=columns.moment())
    resolved_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
