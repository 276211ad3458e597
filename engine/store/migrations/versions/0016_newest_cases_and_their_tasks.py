"""The newest cases, and the open tasks of a case by due date, are read from an index instead of the whole table."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("process_instance_newest", "process_instance", ["started_at", "key"])
    op.create_index(
        "user_task_open_case", "user_task", ["instance_key", "due_at"], postgresql_where=sa.text("state = 'CREATED'")
    )
