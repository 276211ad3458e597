"""An upload that was interrupted goes on where it stopped: which pieces of it are safe."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "document_upload",
        sa.Column("document_key", sa.BigInteger(), nullable=False),
        sa.Column("upload_id", sa.Text(), nullable=False),
        sa.Column("declared_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("part_tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["document_key"], ["document.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_key"),
    )
