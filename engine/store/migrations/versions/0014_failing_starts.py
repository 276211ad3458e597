"""Starts by an event that keep failing: how often, why, and parked until somebody runs them again."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.alter_column("event_delivery", "available_at", nullable=True)
    op.create_table(
        "start_failure",
        sa.Column("delivery_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_vi", sa.Text(), nullable=False),
        sa.Column("message_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_key"], ["event_delivery.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("delivery_key"),
    )
