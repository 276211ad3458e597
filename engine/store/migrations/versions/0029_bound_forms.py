"""Forms have version tags, and a version of a process may bind to the forms deployed together with it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("form_definition", sa.Column("version_tag", sa.Text(), nullable=True))
    bound = sa.Column("bound_forms", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="{}")
    op.add_column("process_definition", bound)
    op.alter_column("process_definition", "bound_forms", server_default=None)
