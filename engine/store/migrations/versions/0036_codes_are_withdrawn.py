"""Values of code lists are withdrawn: they keep their words and are offered no more."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("code_item", sa.Column("offered", sa.Boolean(), nullable=False, server_default=sa.true()))
