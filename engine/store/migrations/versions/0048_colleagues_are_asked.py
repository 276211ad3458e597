"""Whoever has a task may ask a colleague to work on it, and has it back."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("user_task", sa.Column("asked_by", sa.String(), nullable=True))
    op.create_index(
        "user_task_open_asked",
        "user_task",
        ["asked_by"],
        postgresql_where=sa.text("state = 'CREATED' AND asked_by IS NOT NULL"),
    )
