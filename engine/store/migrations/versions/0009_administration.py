"""Administration: a chain for its own events, versions of rules, dates of units and memberships, substitutes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_chain",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.add_column("legal_rule", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.alter_column("legal_rule", "version", server_default=None)
    op.drop_constraint("legal_rule_pkey", "legal_rule")
    op.create_primary_key("legal_rule_pkey", "legal_rule", ["id", "version"])
    op.add_column("timer", sa.Column("explained", postgresql.JSONB(none_as_null=True), nullable=True))
    op.add_column("unit", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("unit", sa.Column("successors", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("group_member", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("group_member", sa.Column("valid_until", sa.Date(), nullable=True))
    op.create_table(
        "substitution",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("substitute", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["person.username"]),
        sa.ForeignKeyConstraint(["substitute"], ["person.username"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_substitution_username", "substitution", ["username"])
    op.create_index("ix_substitution_substitute", "substitution", ["substitute"])
