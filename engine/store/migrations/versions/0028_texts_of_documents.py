"""The text of cases' files, found by its words; files that are there already wait to be read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "document_text",
        sa.Column("document_key", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("beginning", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_key"], ["document.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_key"),
    )
    op.create_index(
        "document_text_waiting", "document_text", ["document_key"], postgresql_where=sa.text("state = 'WAITING'")
    )
    op.create_index(
        "document_text_words", "document_text", [sa.text("array_to_tsvector(words)")], postgresql_using="gin"
    )
    op.execute(
        "INSERT INTO document_text (document_key, state, beginning)"
        " SELECT key, 'WAITING', '' FROM document WHERE state = 'STORED' AND instance_key IS NOT NULL"
    )
