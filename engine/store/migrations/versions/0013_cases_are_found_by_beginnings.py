"""The beginnings of a case's words are found by an index: a list of words alone answers whole words only."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_index("process_instance_search", "process_instance")
    op.create_index(
        "process_instance_words",
        "process_instance",
        [sa.text("array_to_tsvector(search_words)")],
        postgresql_using="gin",
    )
