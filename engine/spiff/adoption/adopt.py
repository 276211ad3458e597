"""Rewrite a foreign file into what Camunda 8 would say, element by element."""

from collections.abc import Callable, Mapping

from engine.spiff.adoption.calls import adopt_call
from engine.spiff.adoption.dialect import is_foreign, take
from engine.spiff.adoption.ends import draw_ends
from engine.spiff.adoption.errors import declare_errors
from engine.spiff.adoption.events import adopt_condition, adopt_definition
from engine.spiff.adoption.executable import mark_executable
from engine.spiff.adoption.gateways import adopt_inclusive
from engine.spiff.adoption.ids import fill_ids
from engine.spiff.adoption.leftovers import drop_dialect, drop_leftovers
from engine.spiff.adoption.loops import adopt_ad_hoc, adopt_loop
from engine.spiff.adoption.mappings import adopt_mappings
from engine.spiff.adoption.messages import adopt_message
from engine.spiff.adoption.people import adopt_form, adopt_user_task
from engine.spiff.adoption.references import drop_prefixes
from engine.spiff.adoption.rewriting import Rewriting, extend
from engine.spiff.adoption.strays import adopt_strays
from engine.spiff.adoption.unreached import drop_unreached
from engine.spiff.adoption.work import adopt_decision, adopt_job, adopt_receive, adopt_script
from engine.spiff.findings import Findings, local_name
from engine.spiff.namespaces import BPMN, bpmn
from engine.untrusted_xml import Node


def adopt(root: Node, findings: Findings) -> bool:
    """Rewrite the tree of a foreign file in place and tell that it is one; Camunda 8's own words are left alone."""
    rewriting = Rewriting(findings)
    if not is_foreign(root):
        adopt_strays(root, rewriting)
        drop_dialect(root, rewriting)
        return False
    fill_ids(root)
    drop_prefixes(root)
    declare_errors(root)
    mark_executable(root, rewriting)
    for node in list(root.iter(f"{{{BPMN}}}*")):
        _adopt_one(node, root, rewriting)
    adopt_inclusive(root, rewriting)
    draw_ends(root)
    drop_leftovers(root, rewriting)
    for process in root.iterchildren(bpmn("process")):
        drop_unreached(process, rewriting)
    return True


def _adopt_one(node: Node, root: Node, rewriting: Rewriting) -> None:
    name = local_name(node)
    adopt_mappings(node, rewriting)
    by_itself = _BY_ITSELF.get(name)
    if by_itself is not None:
        by_itself(node, rewriting)
    elif name == "receiveTask":
        adopt_receive(node, root, rewriting)
    elif name.endswith("EventDefinition"):
        adopt_definition(node, rewriting)


def _adopt_process(node: Node, _rewriting: Rewriting) -> None:
    tag = take(node, "versionTag")
    if tag is not None:
        extend(node, "versionTag", value=tag)


_BY_ITSELF: Mapping[str, Callable[[Node, Rewriting], None]] = {
    "process": _adopt_process,
    "message": adopt_message,
    "startEvent": adopt_form,
    "userTask": adopt_user_task,
    "serviceTask": adopt_job,
    "sendTask": adopt_job,
    "scriptTask": adopt_script,
    "businessRuleTask": adopt_decision,
    "callActivity": adopt_call,
    "multiInstanceLoopCharacteristics": adopt_loop,
    "adHocSubProcess": adopt_ad_hoc,
    "conditionExpression": adopt_condition,
}
