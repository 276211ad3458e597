"""The public door of the engine: one use case a file, each taking the unit of work and who acts.

    with engine.unit_of_work() as uow:
        complete_task(uow, actor, task_key=key, variables={"ket_luan": "duyet"})

An operation checks permission, locks the case it changes, acts, and leaves the commit to the unit of work. The files
lie in rooms by what they act on (`cases`, `tasks`, `running` …); beside them stands what every room uses.
"""

from engine.operations.cases.activate_elements import activate_elements
from engine.operations.cases.cancel_instance import cancel_instance
from engine.operations.cases.case_people import (
    end_role_in_case,
    list_people,
    list_roles,
    may_change_people,
    name_in_case,
    roles_of_process,
)
from engine.operations.cases.count_progress import count_progress
from engine.operations.cases.create_instance import create_instance
from engine.operations.cases.find_elements import count_elements, find_elements, get_element
from engine.operations.cases.find_variables import find_task_variables, find_variables, get_variable
from engine.operations.cases.get_case import get_case, search_elements, search_incidents
from engine.operations.cases.interventions import Intervention, list_interventions
from engine.operations.cases.progress_groups import PROGRESS_GROUPS, ProgressFilter, ProgressGroup
from engine.operations.cases.search_instances import InstanceFilter, InstanceOrder, get_instance, search_instances
from engine.operations.cases.set_variables import set_variables
from engine.operations.cases.suspend_instance import resume_instance, suspend_instance
from engine.operations.cases.watch_progress import WatchedCase, watch_progress
from engine.operations.deadlines.move_clock import pin_clock, reset_clock, run_clock_from
from engine.operations.deadlines.restart_clock import restart_clock
from engine.operations.deadlines.stop_clock import stop_clock
from engine.operations.decisions.evaluate_decision import evaluate_decision, evaluated_in_case
from engine.operations.decisions.evaluate_expression import evaluate_expression
from engine.operations.decisions.read_decisions import (
    decision_model,
    decision_xml,
    get_decision,
    get_made_decision,
    get_requirements,
    requirements_xml,
    search_decisions,
    search_made_decisions,
    search_requirements,
)
from engine.operations.definitions.deploy_drawing import deploy_drawing
from engine.operations.definitions.deploy_due_plans import deploy_due_plans
from engine.operations.definitions.deploy_resources import check_resources, deploy_resources, require_deployer
from engine.operations.definitions.new_resources import new_resources
from engine.operations.definitions.plan_deployment import list_plans, plan_deployment, withdraw_plan
from engine.operations.definitions.read_definitions import (
    count_running,
    definition_xml,
    get_definition,
    get_form,
    search_definitions,
    start_form,
    startable_definitions,
    task_form,
)
from engine.operations.definitions.read_forms import get_form_version, search_forms
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.collect_orphans import collect_orphans
from engine.operations.documents.download_document import download_document
from engine.operations.documents.list_documents import list_documents, list_task_documents
from engine.operations.documents.remove_document import remove_document
from engine.operations.documents.upload_document import upload_document
from engine.operations.engine import Engine, EngineSettings
from engine.operations.identities.read_identity import IdentityRecord, has_identity, identity_record, read_identity
from engine.operations.identities.reseal_identities import reseal_identities
from engine.operations.identities.sealed_answers import SealedAnswer
from engine.operations.people.add_client import add_client
from engine.operations.people.add_person import add_person
from engine.operations.people.change_person import set_active, set_groups, set_password
from engine.operations.people.find_people import all_people, find_people, get_person
from engine.operations.people.search_directory import OfficeDirectory
from engine.operations.registers.continue_series import continue_series
from engine.operations.running.broadcast_signal import broadcast_signal
from engine.operations.running.correlate_message import correlate_message
from engine.operations.running.deliver_events import deliver_events
from engine.operations.running.evaluate_conditionals import evaluate_conditionals
from engine.operations.running.failing_starts import failed_starts, retry_start
from engine.operations.running.find_incidents import find_incidents, get_incident
from engine.operations.running.fire_due_timers import fire_due_timers
from engine.operations.running.jobs import activate_jobs, complete_job, fail_job, update_job
from engine.operations.running.publish_message import publish_message
from engine.operations.running.resolve_incident import resolve_incident
from engine.operations.running.throw_job_error import throw_job_error
from engine.operations.signing_in.authenticate_basic import authenticate_basic
from engine.operations.signing_in.authenticate_session import authenticate_session
from engine.operations.signing_in.authenticate_token import authenticate_token
from engine.operations.signing_in.check_password import check_password
from engine.operations.signing_in.forget_old_sign_ins import forget_old_sign_ins
from engine.operations.signing_in.issue_token import issue_token
from engine.operations.signing_in.open_session import SignedIn
from engine.operations.signing_in.passwords import hash_password
from engine.operations.signing_in.sign_in import sign_in
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.signing_in.sign_out import sign_out
from engine.operations.tasks.ask_colleague import ask_colleague, give_back, may_ask
from engine.operations.tasks.assign_task import assign_task
from engine.operations.tasks.claim_task import claim_task
from engine.operations.tasks.complete_task import complete_task
from engine.operations.tasks.decided_before import approvals, returned_by
from engine.operations.tasks.extend_task import extend_task
from engine.operations.tasks.hand_over_task import hand_over_task, may_hand_over
from engine.operations.tasks.mark_seen import mark_seen
from engine.operations.tasks.save_draft import (
    draft_mark,
    read_draft,
    read_start_draft,
    save_draft,
    save_start_draft,
    start_draft_saved_at,
)
from engine.operations.tasks.search_tasks import (
    TABS,
    Tab,
    TaskFilter,
    count_inbox,
    count_waiting,
    get_task,
    is_offered,
    search_tasks,
    task_signature,
    task_variables,
    whose_place,
)
from engine.operations.tasks.substitutes import end_substitute, list_substitutes, may_name_for, name_substitute
from engine.operations.tasks.task_outcome import TaskOutcome, task_outcome
from engine.operations.tasks.unclaim_task import unclaim_task
from engine.operations.tasks.update_task import update_task
from engine.operations.tasks.urge_task import may_urge, urge_task, urgings_of
from engine.operations.unit_of_work import UnitOfWork

__all__ = [
    "PROGRESS_GROUPS",
    "TABS",
    "Engine",
    "EngineSettings",
    "IdentityRecord",
    "InstanceFilter",
    "InstanceOrder",
    "Intervention",
    "OfficeDirectory",
    "ProgressFilter",
    "ProgressGroup",
    "SealedAnswer",
    "SignInRules",
    "SignedIn",
    "Tab",
    "TaskFilter",
    "TaskOutcome",
    "UnitOfWork",
    "WatchedCase",
    "activate_elements",
    "activate_jobs",
    "add_client",
    "add_person",
    "all_people",
    "approvals",
    "ask_colleague",
    "assign_task",
    "attach_documents",
    "authenticate_basic",
    "authenticate_session",
    "authenticate_token",
    "broadcast_signal",
    "cancel_instance",
    "check_password",
    "check_resources",
    "claim_task",
    "collect_orphans",
    "complete_job",
    "complete_task",
    "continue_series",
    "correlate_message",
    "count_elements",
    "count_inbox",
    "count_progress",
    "count_running",
    "count_waiting",
    "create_instance",
    "decision_model",
    "decision_xml",
    "definition_xml",
    "deliver_events",
    "deploy_drawing",
    "deploy_due_plans",
    "deploy_resources",
    "download_document",
    "draft_mark",
    "end_role_in_case",
    "end_substitute",
    "evaluate_conditionals",
    "evaluate_decision",
    "evaluate_expression",
    "evaluated_in_case",
    "extend_task",
    "fail_job",
    "failed_starts",
    "find_elements",
    "find_incidents",
    "find_people",
    "find_task_variables",
    "find_variables",
    "fire_due_timers",
    "forget_old_sign_ins",
    "get_case",
    "get_decision",
    "get_definition",
    "get_element",
    "get_form",
    "get_form_version",
    "get_incident",
    "get_instance",
    "get_made_decision",
    "get_person",
    "get_requirements",
    "get_task",
    "get_variable",
    "give_back",
    "hand_over_task",
    "has_identity",
    "hash_password",
    "identity_record",
    "is_offered",
    "issue_token",
    "list_documents",
    "list_interventions",
    "list_people",
    "list_plans",
    "list_roles",
    "list_substitutes",
    "list_task_documents",
    "mark_seen",
    "may_ask",
    "may_change_people",
    "may_hand_over",
    "may_name_for",
    "may_urge",
    "name_in_case",
    "name_substitute",
    "new_resources",
    "pin_clock",
    "plan_deployment",
    "publish_message",
    "read_draft",
    "read_identity",
    "read_start_draft",
    "remove_document",
    "require_deployer",
    "requirements_xml",
    "reseal_identities",
    "reset_clock",
    "resolve_incident",
    "restart_clock",
    "resume_instance",
    "retry_start",
    "returned_by",
    "roles_of_process",
    "run_clock_from",
    "save_draft",
    "save_start_draft",
    "search_decisions",
    "search_definitions",
    "search_elements",
    "search_forms",
    "search_incidents",
    "search_instances",
    "search_made_decisions",
    "search_requirements",
    "search_tasks",
    "set_active",
    "set_groups",
    "set_password",
    "set_variables",
    "sign_in",
    "sign_out",
    "start_draft_saved_at",
    "start_form",
    "startable_definitions",
    "stop_clock",
    "suspend_instance",
    "task_form",
    "task_outcome",
    "task_signature",
    "task_variables",
    "throw_job_error",
    "unclaim_task",
    "update_job",
    "update_task",
    "upload_document",
    "urge_task",
    "urgings_of",
    "watch_progress",
    "whose_place",
    "withdraw_plan",
]
