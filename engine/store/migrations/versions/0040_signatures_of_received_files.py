"""A signed file that comes in waits until its signatures are checked."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("document", sa.Column("signature_check", sa.Text(), nullable=True))
    waiting = sa.text("signature_check = 'WAITING'")
    op.create_index("document_signatures_waiting", "document", ["key"], postgresql_where=waiting)
