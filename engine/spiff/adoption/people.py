"""User tasks of the other engine: assignee, candidates, dates and form."""

import re
from collections.abc import Iterable

from engine.spiff.adoption.dialect import take
from engine.spiff.adoption.expressions import Untranslated, is_expression, value_of
from engine.spiff.adoption.rewriting import Rewriting, extend
from engine.spiff.findings import local_name
from engine.spiff.namespaces import bpmn
from engine.untrusted_xml import Node

_FORM_PREFIX = re.compile(r"(?:embedded:)?(?:(?:app|deployment|(?:camunda|operaton)-forms:\w+):)*")
_CANDIDATE = re.compile(r"(user|group)\s*\((.*)\)")
# The settings of a task in Camunda 8's words, each with the attributes of the other engine that it is said by.
SETTINGS = {
    "assignmentDefinition": ("assignee", "candidateUsers", "candidateGroups"),
    "taskSchedule": ("dueDate", "followUpDate"),
    "priorityDefinition": ("priority",),
}
_PERFORMERS = ("humanPerformer", "performer", "potentialOwner")


def adopt_user_task(node: Node, rewriting: Rewriting) -> None:
    """Say in Camunda 8's words whom a task is for, until when, and with which form."""
    people = _read(node, SETTINGS["assignmentDefinition"], rewriting)
    for key, more in _performers(node).items():
        people[key] = ",".join(filter(None, (people.get(key), more)))
    if people:
        extend(node, "assignmentDefinition", **people)
    for tag in ("taskSchedule", "priorityDefinition"):
        adopt_setting(node, tag, rewriting)
    adopt_form(node, rewriting)


def adopt_setting(node: Node, tag: str, rewriting: Rewriting) -> None:
    """Say one setting of a task from the attributes that hold it, if any does."""
    said = _read(node, SETTINGS[tag], rewriting)
    if said:
        extend(node, tag, **said)


def adopt_form(node: Node, rewriting: Rewriting) -> None:
    """Choose the form that `formRef` or `formKey` names; a form of another kind is left out with a note."""
    reference, key = take(node, "formRef"), take(node, "formKey")
    written = reference or key
    if written is None:
        return
    form_id = _FORM_PREFIX.sub("", written, count=1).rpartition("/")[2]
    form_id = form_id.removesuffix(".form").removesuffix(".html")
    if is_expression(written) or not form_id:
        rewriting.ignore(node, "formKey" if reference is None else "formRef")
        return
    binding = take(node, "formRefBinding") or "latest"
    bound = binding == "deployment" and local_name(node) == "userTask"
    extend(node, "formDefinition", formId=form_id, bindingType="deployment" if bound else "latest")
    if binding != "latest" and not bound:
        rewriting.note(
            "latest_version",
            node,
            f"Bước này dùng bản mới nhất của biểu mẫu “{form_id}”.",
            f"The step uses the latest version of form “{form_id}”.",
        )


def _read(node: Node, names: Iterable[str], rewriting: Rewriting) -> dict[str, str]:
    found = {}
    for name in names:
        written = take(node, name)
        if written is None:
            continue
        try:
            found[name] = value_of(written)
        except Untranslated:
            rewriting.refuse(
                "expression_not_translated",
                node,
                f"Không chuyển được {name} “{written}” sang FEEL. Hãy ghi lại bằng công thức FEEL.",
                f"{name} “{written}” cannot be translated into FEEL. Write it as a FEEL expression.",
            )
    return found


def _performers(node: Node) -> dict[str, str]:
    """Read BPMN's own resource roles: `user(a), group(b)`; a bare name is a group (a user for a human performer)."""
    found: dict[str, list[str]] = {}
    for role in _PERFORMERS:
        for performer in list(node.iterchildren(bpmn(role))):
            text = "".join(performer.itertext())
            for part in text.split(","):
                named = _CANDIDATE.fullmatch(part.strip())
                name = (part if named is None else named.group(2)).strip()
                if role != "potentialOwner":
                    found.setdefault("assignee", []).append(name)
                else:
                    is_user = named is not None and named.group(1) == "user"
                    found.setdefault("candidateUsers" if is_user else "candidateGroups", []).append(name)
            node.remove(performer)
    joined = {key: ",".join(filter(None, names)) for key, names in found.items()}
    return {key: value for key, value in joined.items() if value and not is_expression(value)}
