"""Cases are suspended: since when, and an index that finds those that are."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("process_instance", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "process_instance_suspended", "process_instance", ["key"], postgresql_where=sa.text("state = 'SUSPENDED'")
    )
