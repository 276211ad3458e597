"""Write what a command did to a case: every runtime event becomes rows, in few statements, in the one transaction."""

from engine.store.projection.around import Around, link_case, share_documents
from engine.store.projection.members import add_members
from engine.store.projection.project import CaseChange, Subscription, TaskDetails, project
from engine.store.projection.roles import RolesGiven, add_role, end_role

__all__ = [
    "Around",
    "CaseChange",
    "RolesGiven",
    "Subscription",
    "TaskDetails",
    "add_members",
    "add_role",
    "end_role",
    "link_case",
    "project",
    "share_documents",
]
