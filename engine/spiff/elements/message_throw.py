"""Message throw and end events: a job, as in Camunda 8; the worker that takes it sends the message."""

from engine.spiff.job_settings import ServiceWork, read_service
from engine.spiff.reading import Reading
from engine.untrusted_xml import Node


def read_message_throw(definition: Node, reading: Reading) -> ServiceWork | None:
    """Read the job's settings, which stand at the event itself."""
    return read_service(definition.getparent(), reading)
