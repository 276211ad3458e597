"""Attributes of Camunda 7 in a file that speaks Camunda 8's words: read where they say what no word of Camunda 8 says.

People, dates, form and topic mean the same in both. Everything else of the other engine is told and left out.
"""

from engine.spiff.adoption.dialect import says, take
from engine.spiff.adoption.people import SETTINGS, adopt_form, adopt_setting
from engine.spiff.adoption.rewriting import Rewriting
from engine.spiff.adoption.work import adopt_topic
from engine.spiff.namespaces import bpmn
from engine.untrusted_xml import Node


def adopt_strays(root: Node, rewriting: Rewriting) -> None:
    """Say in Camunda 8's words what only attributes of the other engine say."""
    for task in root.iter(bpmn("userTask")):
        for tag in SETTINGS:
            if not says(task, tag):
                adopt_setting(task, tag, rewriting)
        if not says(task, "formDefinition"):
            adopt_form(task, rewriting)
    for tag in ("serviceTask", "sendTask", "businessRuleTask"):
        for task in root.iter(bpmn(tag)):
            topic = None if says(task, "taskDefinition") or says(task, "calledDecision") else take(task, "topic")
            if topic is not None:
                adopt_topic(task, task, topic, None, rewriting)
