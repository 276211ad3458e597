"""Which cases have not ended, and which tasks are open, in words that the database knows its partial indexes by."""

from sqlalchemy import literal_column

from engine.model.lifecycle import RUNNING, TaskState
from engine.store.tables import ProcessInstance, UserTask
from engine.store.tables.core import core

# Written out, not bound: only so does a prepared statement keep to the indexes of what is running.
IS_RUNNING = core(ProcessInstance).c.state.in_([literal_column(f"'{state}'") for state in RUNNING])
IS_OPEN = core(UserTask).c.state == literal_column(f"'{TaskState.CREATED.value}'")
