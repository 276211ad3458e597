"""Issued documents reach people inside, who read the file but not the case that it comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "document_reader",
        sa.Column("document_key", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_key"], ["document.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["username"], ["person.username"]),
        sa.PrimaryKeyConstraint("document_key", "username"),
    )
    op.create_index(op.f("ix_document_reader_username"), "document_reader", ["username"], unique=False)
