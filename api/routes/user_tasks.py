"""User tasks over `/v2/user-tasks`: find, read, claim, hand over, complete."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.forms import FormResult, form_answer
from api.routes.shapes import (
    EXAMPLE_KEY,
    EXAMPLE_TIME,
    TENANT,
    Equal,
    Incoming,
    KeyFilter,
    KeyIn,
    MomentIn,
    MomentOut,
    Name,
    Outgoing,
    PageIn,
    SearchAnswer,
    Tenant,
    TextFilter,
    Variables,
    answer,
    found,
    key_text,
    moment,
    nothing,
)
from api.routes.variables import VariableSearchResult, variable_result
from api.routes.versions import read_if_match
from engine.model.lifecycle import TaskState
from engine.model.records import TaskRecord
from engine.operations import (
    TaskFilter,
    assign_task,
    claim_task,
    complete_task,
    find_task_variables,
    get_task,
    search_tasks,
    task_form,
    unclaim_task,
    update_task,
)
from engine.operations.tasks.update_task import TaskChanges

router = APIRouter(prefix="/user-tasks", tags=["User tasks"], route_class=StrictRoute)

UserTaskKey = Annotated[KeyIn, Path(alias="userTaskKey")]
IfMatch = Annotated[str | None, Header(description="ETag of your last read; a newer version answers 409.")]
State = Literal["CREATING", "CREATED", "ASSIGNING", "UPDATING", "COMPLETING", "COMPLETED", "CANCELED"]
Candidates = Annotated[list[Name], Field(max_length=100)] | None


class UserTaskResult(Outgoing):
    """A user task. `version` grows with every change: send it back as If-Match to notice a stale page."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "userTaskKey": EXAMPLE_KEY,
                    "name": "Duyệt đề nghị sao y",
                    "state": "CREATED",
                    "elementId": "duyet",
                    "assignee": None,
                    "candidateGroups": ["lanh_dao_van_phong"],
                    "creationDate": EXAMPLE_TIME,
                }
            ]
        }
    )

    name: str | None
    state: str
    assignee: str | None
    element_id: str
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    process_definition_id: str
    creation_date: MomentOut
    completion_date: MomentOut | None
    follow_up_date: MomentOut | None
    due_date: MomentOut | None
    tenant_id: str = TENANT
    external_form_reference: str | None = None
    process_definition_version: int
    custom_headers: dict[str, str] = Field(default_factory=dict)
    user_task_key: str
    element_instance_key: str
    process_name: str | None
    process_definition_key: str
    process_instance_key: str
    root_process_instance_key: str | None
    business_id: str | None
    form_key: str | None
    tags: tuple[str, ...] = ()
    priority: int
    version: int


class UserTaskFilter(Incoming):
    """Which user tasks; all given conditions must hold."""

    state: Annotated[State | None, Equal] = None
    assignee: TextFilter = None
    candidate_group: TextFilter = None
    candidate_user: TextFilter = None
    process_instance_key: KeyFilter = None
    process_definition_key: KeyFilter = None
    process_definition_id: TextFilter = None
    user_task_key: KeyFilter = None
    element_id: TextFilter = None
    tenant_id: Tenant | None = None


class UserTaskSearch(Incoming):
    """A search for user tasks; the most urgent come first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"filter": {"state": "CREATED", "candidateGroup": "van_thu"}, "page": {"from": 0, "limit": 50}}
            ]
        }
    )

    filter: UserTaskFilter = UserTaskFilter()
    page: PageIn = PageIn()


class Assignment(Incoming):
    """Who shall have the task. Without an assignee the caller takes it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"assignee": "dv.tu", "allowOverride": False}]})

    assignee: Name | None = None
    allow_override: bool | None = None
    action: Literal["assign", "claim"] | None = None


class Completion(Incoming):
    """What the form was filled with."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"variables": {"ket_qua": "dong_y"}}]})

    variables: Variables | None = None
    action: Literal["complete"] | None = None


class TaskChangeset(Incoming):
    """What shall change; null keeps a value. An empty text takes a date away, an empty list all candidates."""

    due_date: MomentIn | Literal[""] | None = None
    follow_up_date: MomentIn | Literal[""] | None = None
    candidate_users: Candidates = None
    candidate_groups: Candidates = None
    priority: Annotated[int, Field(ge=0, le=100)] | None = None


class TaskUpdate(Incoming):
    """New dates, candidates or priority for a user task."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"changeset": {"dueDate": EXAMPLE_TIME, "candidateGroups": ["van_thu"]}}]}
    )

    changeset: TaskChangeset | None = None
    action: Literal["update"] | None = None


class UserTaskVariableFilter(Incoming):
    """Which variables of the task."""

    name: TextFilter = None


class UserTaskVariableSearch(Incoming):
    """A search for the variables that a user task sees."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"filter": {"name": "ket_qua"}}]})

    filter: UserTaskVariableFilter = UserTaskVariableFilter()
    page: PageIn = PageIn()


@router.post("/search", response_model=SearchAnswer[UserTaskResult])
def search_user_tasks(door: DoorDep, search: UserTaskSearch | None = None) -> Response:
    """Search user tasks that the caller may see."""
    wanted = search or UserTaskSearch()
    given = wanted.filter
    task_filter = TaskFilter(
        state=TaskState(given.state) if given.state else None,
        assignee=given.assignee,
        candidate_group=given.candidate_group,
        instance_key=given.process_instance_key,
        process_id=given.process_definition_id,
        keys=None if given.user_task_key is None else (given.user_task_key,),
        candidate_user=given.candidate_user,
        definition_key=given.process_definition_key,
        element_id=given.element_id,
    )
    with door.enter() as (uow, actor):
        page = search_tasks(uow, actor, filter=task_filter, offset=wanted.page.from_, limit=wanted.page.limit)
    return found([user_task_result(task) for task in page.items], page.total)


@router.get("/{userTaskKey}", response_model=UserTaskResult)
def get_user_task(door: DoorDep, user_task_key: UserTaskKey) -> Response:
    """Get a user task; its ETag is its version."""
    with door.enter() as (uow, actor):
        task = get_task(uow, actor, task_key=user_task_key)
    return answer(user_task_result(task), headers={"ETag": f'"{task.version}"'})


@router.patch("/{userTaskKey}", status_code=204)
def update_user_task(
    door: DoorDep, user_task_key: UserTaskKey, update: TaskUpdate | None = None, if_match: IfMatch = None
) -> Response:
    """Change dates, candidates or priority of an open user task."""
    version = read_if_match(if_match)
    changes = _changes(update.changeset) if update and update.changeset else TaskChanges()
    with door.enter() as (uow, actor):
        update_task(uow, actor, task_key=user_task_key, changes=changes, version=version)
    return nothing()


@router.get("/{userTaskKey}/form", response_model=FormResult, responses={204: {"description": "The task has no form."}})
def get_user_task_form(door: DoorDep, user_task_key: UserTaskKey) -> Response:
    """Get the form of a user task."""
    with door.enter() as (uow, actor):
        form = task_form(uow, actor, task_key=user_task_key)
    return form_answer(form)


@router.post("/{userTaskKey}/assignment", status_code=204)
def assign_user_task(
    door: DoorDep, user_task_key: UserTaskKey, assignment: Assignment, if_match: IfMatch = None
) -> Response:
    """Assign a user task, to the caller if nobody is named."""
    version = read_if_match(if_match)
    with door.enter() as (uow, actor):
        if assignment.assignee in (None, actor.username):
            claim_task(uow, actor, task_key=user_task_key, version=version)
        else:
            assign_task(
                uow,
                actor,
                task_key=user_task_key,
                assignee=assignment.assignee,
                allow_override=assignment.allow_override is not False,
                version=version,
            )
    return nothing()


@router.delete("/{userTaskKey}/assignee", status_code=204)
def unassign_user_task(door: DoorDep, user_task_key: UserTaskKey) -> Response:
    """Give a user task back to its candidates."""
    with door.enter() as (uow, actor):
        unclaim_task(uow, actor, task_key=user_task_key)
    return nothing()


@router.post("/{userTaskKey}/completion", status_code=204)
def complete_user_task(
    door: DoorDep,
    user_task_key: UserTaskKey,
    completion: Completion | None = None,
    if_match: IfMatch = None,
) -> Response:
    """Complete a user task with the values of its form."""
    version = read_if_match(if_match)
    variables = completion.variables if completion else None
    with door.enter() as (uow, actor):
        complete_task(uow, actor, task_key=user_task_key, variables=variables or {}, version=version)
    return nothing()


@router.post("/{userTaskKey}/effective-variables/search", response_model=SearchAnswer[VariableSearchResult])
@router.post("/{userTaskKey}/variables/search", response_model=SearchAnswer[VariableSearchResult])
def search_user_task_variables(
    door: DoorDep, user_task_key: UserTaskKey, search: UserTaskVariableSearch | None = None
) -> Response:
    """Search the variables of a user task's case, or of its form to whom the case is closed."""
    wanted = search or UserTaskVariableSearch()
    with door.enter() as (uow, actor):
        task = get_task(uow, actor, task_key=user_task_key)
        page = find_task_variables(
            uow,
            actor,
            task=task,
            name=wanted.filter.name,
            offset=wanted.page.from_,
            limit=wanted.page.limit,
        )
    return found([variable_result(variable) for variable in page.items], page.total)


def _changes(given: TaskChangeset) -> TaskChanges:
    changes = TaskChanges()
    if given.due_date is not None:
        changes["due_at"] = given.due_date or None
    if given.follow_up_date is not None:
        changes["follow_up_at"] = given.follow_up_date or None
    if given.candidate_users is not None:
        changes["candidate_users"] = given.candidate_users
    if given.candidate_groups is not None:
        changes["candidate_groups"] = given.candidate_groups
    if given.priority is not None:
        changes["priority"] = given.priority
    return changes


def user_task_result(task: TaskRecord) -> UserTaskResult:
    """Show a task as the API does."""
    return UserTaskResult(
        name=task.name,
        state=task.state.value,
        assignee=task.assignee,
        element_id=task.element_id,
        candidate_groups=task.candidate_groups,
        candidate_users=task.candidate_users,
        process_definition_id=task.process_id,
        creation_date=moment(task.created_at),
        completion_date=moment(task.completed_at),
        follow_up_date=moment(task.follow_up_at),
        due_date=moment(task.due_at),
        process_definition_version=task.process_version,
        user_task_key=str(task.key),
        element_instance_key=str(task.element_instance_key),
        process_name=task.process_name,
        process_definition_key=str(task.definition_key),
        process_instance_key=str(task.instance_key),
        root_process_instance_key=str(task.root_key),
        business_id=task.business_id,
        form_key=key_text(task.form_key),
        priority=task.priority,
        version=task.version,
    )
