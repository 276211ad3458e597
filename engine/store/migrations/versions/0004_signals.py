"""Signals: who waits for them, and those on their way."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "signal_delivery",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("signal_name", sa.Text(), nullable=False),
        sa.Column("wait_key", sa.BigInteger(), nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("variables", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_signal_delivery_available_at"), "signal_delivery", ["available_at"], unique=False)
    op.create_index(op.f("ix_signal_delivery_instance_key"), "signal_delivery", ["instance_key"], unique=False)
    op.create_table(
        "signal_subscription",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("signal_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_signal_subscription_instance_key"), "signal_subscription", ["instance_key"], unique=False)
    op.create_index(op.f("ix_signal_subscription_signal_name"), "signal_subscription", ["signal_name"], unique=False)
