"""Jobs: what each is for; an element may have one after another."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("job", sa.Column("kind", sa.Text(), server_default="BPMN_ELEMENT", nullable=False))
    op.alter_column("job", "kind", server_default=None)
    op.add_column("job", sa.Column("listener_event", sa.Text(), nullable=True))
    op.drop_constraint("job_element_instance_key_key", "job", type_="unique")
    op.create_index("ix_job_element_instance_key", "job", ["element_instance_key"])
