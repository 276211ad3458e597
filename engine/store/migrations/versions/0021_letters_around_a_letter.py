"""What a letter is compared by, links between cases, and files that two cases share."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "case_likeness",
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("terms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("instance_key"),
    )
    op.create_index("case_likeness_terms", "case_likeness", ["terms"], unique=False, postgresql_using="gin")
    op.create_table(
        "case_link",
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("other_key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("instance_key", "other_key"),
    )
    op.create_index(op.f("ix_case_link_other_key"), "case_link", ["other_key"], unique=False)
    op.create_table(
        "shared_document",
        sa.Column("document_key", sa.BigInteger(), nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["document_key"], ["document.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["instance_key"], ["process_instance.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_key", "instance_key"),
    )
    op.create_index(op.f("ix_shared_document_instance_key"), "shared_document", ["instance_key"], unique=False)
