"""Fields that a process declares as searchable are found through an index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "process_instance", sa.Column("search_fields", ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.create_index("process_instance_fields", "process_instance", ["search_fields"], postgresql_using="gin")
