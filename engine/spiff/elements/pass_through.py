"""Manual task and undefined task: the case does not wait for them (Camunda 8 passes through both)."""

from SpiffWorkflow.bpmn.specs.defaults import ManualTask as SpiffManualTask
from SpiffWorkflow.bpmn.specs.defaults import NoneTask as SpiffNoneTask

from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.kind import Kind


class ManualTask(ElementSpec, SpiffManualTask):
    """Work outside the system that nobody reports."""


class UndefinedTask(ElementSpec, SpiffNoneTask):
    """A task without a kind."""


KINDS = (
    Kind(tag="manualTask", spec=ManualTask, inputs=True, outputs=True),
    Kind(tag="task", spec=UndefinedTask, inputs=True, outputs=True),
)
