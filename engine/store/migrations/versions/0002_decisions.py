"""Decisions: files with their versions, the decisions in them, and what was decided in cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "decision_requirements",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("requirements_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("resource_name", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("imports", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("deployment_key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["deployment_key"], ["deployment.key"]),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("requirements_id", "version"),
    )
    op.create_table(
        "decision_definition",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_tag", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("requirements_key", sa.BigInteger(), nullable=False),
        sa.Column("deployment_key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["deployment_key"], ["deployment.key"]),
        sa.ForeignKeyConstraint(["requirements_key"], ["decision_requirements.key"]),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("decision_id", "version"),
    )
    op.create_index(
        op.f("ix_decision_definition_requirements_key"), "decision_definition", ["requirements_key"], unique=False
    )
    op.create_table(
        "decision_instance",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("decision_key", sa.BigInteger(), nullable=False),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trace", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decision_key"], ["decision_definition.key"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_decision_instance_instance_key"), "decision_instance", ["instance_key"], unique=False)
