"""Objects of documents signed here are held by the object store: a restored backup holds them again."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("document", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
