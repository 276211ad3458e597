"""A task says what it is about, where several of one step stand side by side."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("user_task", sa.Column("about", sa.String(), nullable=True))
