"""The clock of a case may stand still; who stepped into the running of cases is read from an index."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_ACTIONS = (
    "'CaseCanceled', 'CaseResumed', 'CaseSuspended', 'ClockRestarted', 'ClockStopped', 'DueDateExtended', "
    "'IncidentResolved', 'TaskAssigned', 'TaskChanged'"
)


def upgrade() -> None:
    """Apply."""
    op.add_column("process_instance", sa.Column("clock_stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "audit_event_interventions", "audit_event", ["at"], postgresql_where=sa.text(f"action IN ({_ACTIONS})")
    )
