"""Messages that come over the document axis are kept, each once, and their senders answered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "axis_message",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sender_id", sa.Text(), nullable=True),
        sa.Column("sender_name", sa.Text(), nullable=True),
        sa.Column("receiver_id", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("symbol", sa.Text(), nullable=True),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("instance_key", sa.BigInteger(), nullable=True),
        sa.Column("concerned_key", sa.BigInteger(), nullable=True),
        sa.Column("document_key", sa.BigInteger(), nullable=True),
        sa.Column("files", postgresql.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["concerned_key"], ["axis_message.key"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["document_key"], ["document.key"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("message_id"),
    )
    for column in ("instance_key", "document_key"):
        op.create_index(op.f(f"ix_axis_message_{column}"), "axis_message", [column])
    op.create_index(
        "axis_message_reference", "axis_message", ["reference"], postgresql_where=sa.text("reference IS NOT NULL")
    )
    op.create_index(
        "axis_message_open",
        "axis_message",
        ["received_at"],
        postgresql_where=sa.text("state IN ('KEPT', 'AGAIN', 'WAITING')"),
    )
    op.create_table(
        "axis_answer",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_key", sa.BigInteger(), nullable=False),
        sa.Column("status_code", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["message_key"], ["axis_message.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("message_key", "status_code"),
    )
    op.create_index("axis_answer_due", "axis_answer", ["next_try_at"], postgresql_where=sa.text("state = 'QUEUED'"))
