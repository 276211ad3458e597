"""A clock that was moved may run on from there."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("clock_setting", sa.Column("running_since", sa.DateTime(timezone=True), nullable=True))
