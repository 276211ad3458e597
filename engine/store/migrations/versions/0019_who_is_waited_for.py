"""Tasks say whether they wait for a body outside the Office; what is near its due date is read from an index."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Open tasks whose rule only follows another body's deadline wait for it."""
    op.add_column("user_task", sa.Column("outside", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("user_task", "outside", server_default=None)
    op.execute(
        "UPDATE user_task SET outside = true WHERE state = 'CREATED'"
        " AND due_explained ->> 'rule' IN (SELECT id FROM legal_rule WHERE mode = 'track')"
    )
    op.create_index(
        "user_task_office_warned",
        "user_task",
        [sa.text("COALESCE(warn_at, due_at)")],
        postgresql_where=sa.text("state = 'CREATED' AND NOT outside"),
    )
    op.create_index(
        "user_task_open_outside", "user_task", ["due_at"], postgresql_where=sa.text("state = 'CREATED' AND outside")
    )
