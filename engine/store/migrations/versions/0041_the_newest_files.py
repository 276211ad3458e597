"""The newest files are looked through first where all have the words that somebody searches for."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("document_newest", "document", ["uploaded_at", "key"], postgresql_where=sa.text("state = 'STORED'"))
