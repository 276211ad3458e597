"""Cases: those that another case called and in which something has failed are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "process_instance_failing_below",
        "process_instance",
        ["parent_key"],
        postgresql_where=sa.text("open_incidents > 0 AND parent_key IS NOT NULL"),
    )
