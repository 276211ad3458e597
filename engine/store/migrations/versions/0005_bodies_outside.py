"""Units: which are bodies outside the Office, and the last day of those that have ended."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("unit", sa.Column("external", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("unit", "external", server_default=None)
    op.add_column("unit", sa.Column("valid_until", sa.Date(), nullable=True))
