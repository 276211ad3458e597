"""Which cases name somebody, and which they have left, is read from indexes alone."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. An officer of years is named in tens of thousands of cases, each in a page of its own."""
    op.drop_index("case_member_by_role", "case_member")
    op.create_index(
        "case_member_by_role", "case_member", ["principal", "role", "instance_key"], postgresql_include=["until"]
    )
    op.create_index(
        "case_member_left",
        "case_member",
        ["principal", "until", "instance_key"],
        postgresql_where=sa.text("until IS NOT NULL"),
    )
