"""Urgings of tasks stand by themselves, so that letters count beside notices; those told by notices so far are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_KEPT = """
    INSERT INTO task_urging (key, task_key, urged_at, urged_by)
    SELECT min(notice.key), user_task.key, notice.created_at, 'system'
    FROM notice JOIN user_task ON notice.source_key = 'task:' || user_task.key
    WHERE notice.code = 'task_urged'
    GROUP BY user_task.key, notice.created_at
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "task_urging",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("task_key", sa.BigInteger(), nullable=False),
        sa.Column("urged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("urged_by", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["task_key"], ["user_task.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_task_urging_task_key", "task_urging", ["task_key"])
    op.execute(_KEPT)
