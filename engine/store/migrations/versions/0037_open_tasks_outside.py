"""How many open tasks wait outside the Office is known to the planner, which took them for a handful."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute("CREATE STATISTICS user_task_open_outside_stat (mcv) ON state, outside FROM user_task")
