"""Who searches in a few cases has their cases and the files of these listed by indexes alone."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_index("case_member_by_role", "case_member")
    op.create_index("case_member_by_role", "case_member", ["principal", "role", "instance_key"])
    op.create_index(
        "document_newest_of_case",
        "document",
        ["instance_key", "uploaded_at", "key"],
        postgresql_where=sa.text("state = 'STORED'"),
    )
