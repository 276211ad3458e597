"""Signing in takes steps: a code of a second factor, a password of one's own."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; whoever is signed in stays so."""
    op.add_column(
        "sign_in_session", sa.Column("step", sa.String(), server_default=sa.text("'complete'"), nullable=False)
    )
    op.add_column(
        "person", sa.Column("must_change_password", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_table(
        "second_factor",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("key_mark", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["person.username"]),
        sa.PrimaryKeyConstraint("username"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("code_sha256", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["person.username"]),
        sa.PrimaryKeyConstraint("username", "code_sha256"),
    )
    op.create_table(
        "second_factor_demand",
        sa.Column("group_code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("group_code"),
    )
