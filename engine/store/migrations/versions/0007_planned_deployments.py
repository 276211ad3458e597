"""Deployments say what has changed, and may wait for their day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("deployment", sa.Column("note", sa.String(), server_default="", nullable=False))
    op.alter_column("deployment", "note", server_default=None)
    op.create_table(
        "planned_deployment",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("resource_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("base_key", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("refusal", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "planned_deployment_due", "planned_deployment", ["due_at"], postgresql_where=sa.text("state = 'waiting'")
    )
