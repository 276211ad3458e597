"""Write what a command did to a case: every runtime event becomes rows, in few statements, in the one transaction."""

from engine.store.projection.project import CaseChange, Subscription, TaskDetails, project

__all__ = ["CaseChange", "Subscription", "TaskDetails", "project"]
