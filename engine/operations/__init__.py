"""The public door of the engine: one use case a file, each taking the unit of work and who acts.

    with engine.unit_of_work() as uow:
        complete_task(uow, actor, task_key=key, variables={"ket_luan": "duyet"})

An operation checks permission, locks the case it changes, acts, and leaves the commit to the unit of work.
"""

from engine.operations.assign_task import assign_task
from engine.operations.attach_documents import attach_documents
from engine.operations.cancel_instance import cancel_instance
from engine.operations.claim_task import claim_task
from engine.operations.collect_orphans import collect_orphans
from engine.operations.complete_task import complete_task
from engine.operations.correlate_message import correlate_message
from engine.operations.create_instance import create_instance
from engine.operations.deploy_resources import check_resources, deploy_resources
from engine.operations.download_document import download_document
from engine.operations.engine import Engine, EngineSettings
from engine.operations.fire_due_timers import fire_due_timers
from engine.operations.get_case import get_case, search_elements, search_incidents
from engine.operations.jobs import activate_jobs, complete_job, fail_job, update_job_retries
from engine.operations.list_documents import list_documents
from engine.operations.read_definitions import (
    definition_xml,
    get_definition,
    get_form,
    search_definitions,
    start_form,
    startable_definitions,
    task_form,
)
from engine.operations.remove_document import remove_document
from engine.operations.resolve_incident import resolve_incident
from engine.operations.save_draft import read_draft, read_start_draft, save_draft, save_start_draft
from engine.operations.search_instances import InstanceFilter, get_instance, search_instances
from engine.operations.search_tasks import (
    TABS,
    Tab,
    TaskFilter,
    count_inbox,
    get_task,
    search_tasks,
    task_variables,
)
from engine.operations.unclaim_task import unclaim_task
from engine.operations.unit_of_work import UnitOfWork
from engine.operations.upload_document import upload_document

__all__ = [
    "TABS",
    "Engine",
    "EngineSettings",
    "InstanceFilter",
    "Tab",
    "TaskFilter",
    "UnitOfWork",
    "activate_jobs",
    "assign_task",
    "attach_documents",
    "cancel_instance",
    "check_resources",
    "claim_task",
    "collect_orphans",
    "complete_job",
    "complete_task",
    "correlate_message",
    "count_inbox",
    "create_instance",
    "definition_xml",
    "deploy_resources",
    "download_document",
    "fail_job",
    "fire_due_timers",
    "get_case",
    "get_definition",
    "get_form",
    "get_instance",
    "get_task",
    "list_documents",
    "read_draft",
    "read_start_draft",
    "remove_document",
    "resolve_incident",
    "save_draft",
    "save_start_draft",
    "search_definitions",
    "search_elements",
    "search_incidents",
    "search_instances",
    "search_tasks",
    "start_form",
    "startable_definitions",
    "task_form",
    "task_variables",
    "unclaim_task",
    "update_job_retries",
    "upload_document",
]
