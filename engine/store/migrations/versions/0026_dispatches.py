"""Issued documents go to each recipient by a channel, and what becomes of each is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("unit", sa.Column("email", sa.Text(), nullable=True))
    op.add_column("unit", sa.Column("axis_code", sa.Text(), nullable=True))
    op.create_table(
        "dispatch",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("document_key", sa.BigInteger(), nullable=False),
        sa.Column("recipient_code", sa.Text(), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["document_key"], ["document.key"]),
        sa.ForeignKeyConstraint(["instance_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("source_key"),
    )
    op.create_index("dispatch_due", "dispatch", ["next_try_at"], postgresql_where=sa.text("state = 'QUEUED'"))
    op.create_index("dispatch_reference", "dispatch", ["reference"], postgresql_where=sa.text("reference IS NOT NULL"))
    op.create_index(op.f("ix_dispatch_instance_key"), "dispatch", ["instance_key"])
