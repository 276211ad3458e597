"""Whoever has a role in a case takes part in it by that role, also when a task of it had reached them before."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute(
        "UPDATE case_member SET role = 'role' FROM case_role"
        " WHERE case_role.instance_key = case_member.instance_key"
        " AND case_member.principal = 'user:' || case_role.username"
        " AND case_member.role IN ('candidate', 'worker')"
        " AND (case_role.until IS NULL OR case_role.until > now())"
    )
