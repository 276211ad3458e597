"""What cases hold inside: items of repeated activities in rows of their own, and cases that call activities start."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "loop_item",
        sa.Column("body_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=True),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("body_key", "position"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_loop_item_instance_key"), "loop_item", ["instance_key"], unique=False)
    op.add_column("variable", sa.Column("item_key", sa.BigInteger(), nullable=True))
    op.drop_index(op.f("ix_variable_instance_key"), "variable")
    op.create_index("variable_by_case", "variable", ["instance_key", "item_key"], unique=False)
    columns: tuple[sa.Column[Any], ...] = (
        sa.Column("parent_key", sa.BigInteger(), nullable=True),
        sa.Column("parent_element_key", sa.BigInteger(), nullable=True),
        sa.Column("root_key", sa.BigInteger(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("thrown", postgresql.JSONB(astext_type=sa.Text(), none_as_null=True), nullable=True),
        sa.Column("parent_untold", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for column in columns:
        op.add_column("process_instance", column)
    bound = sa.Column("bound_processes", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="{}")
    op.add_column("process_definition", bound)
    op.alter_column("process_definition", "bound_processes", server_default=None)
    op.alter_column("process_instance", "depth", server_default=None)
    op.alter_column("process_instance", "parent_untold", server_default=None)
    op.create_foreign_key(None, "process_instance", "process_instance", ["parent_key"], ["key"])
    op.create_unique_constraint(None, "process_instance", ["parent_element_key"])
    op.create_index(op.f("ix_process_instance_parent_key"), "process_instance", ["parent_key"], unique=False)
    op.create_index(
        "process_instance_untold", "process_instance", ["ended_at"], postgresql_where=sa.text("parent_untold")
    )
