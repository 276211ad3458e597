"""What cases hold inside: the items of repeated activities, in rows of their own."""

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
