"""How running cases stand is counted from two indexes, without reading cases or tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What fails is found by its own key; whether it was called is asked of those few."""
    op.create_index(
        "process_instance_running",
        "process_instance",
        ["key"],
        postgresql_include=["process_id", "restricted"],
        postgresql_where=sa.text("state IN ('ACTIVE', 'SUSPENDED')"),
    )
    op.create_index(
        "process_instance_failing", "process_instance", ["key"], postgresql_where=sa.text("open_incidents > 0")
    )
    op.drop_index("process_instance_failing_below", "process_instance")
    op.drop_index("user_task_office_warned", "user_task")
    op.drop_index("user_task_open_case", "user_task")
    op.create_index(
        "user_task_open_case",
        "user_task",
        ["instance_key", "due_at"],
        postgresql_include=["warn_at", "outside"],
        postgresql_where=sa.text("state = 'CREATED'"),
    )
