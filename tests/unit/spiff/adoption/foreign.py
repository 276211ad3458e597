"""Write models as Camunda 7 and its relatives do."""

from engine.errors import Finding
from engine.model.limits import RuntimeLimits
from engine.spiff import ProcessModel, parse

OPERATON = "http://operaton.org/schema/1.0/bpmn"


def model(*body: str, dialect: str = OPERATON, root: str = "") -> bytes:
    """Give a file with one process; `x:` is the dialect, `root` stands beside the process."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:t="t"'
        f' xmlns:x="{dialect}">{root}<process id="p" isExecutable="true">{"".join(body)}</process></definitions>'
    ).encode()


def one_step(step: str, **options: str) -> bytes:
    """Give a process of one step with the id `s`, between a start and an end; its flows have no ids."""
    return model('<startEvent id="a"/>', flow("a", "s"), step, flow("s", "z"), '<endEvent id="z"/>', **options)


def flow(source: str, target: str, inside: str = "", more: str = "") -> str:
    """Give a sequence flow."""
    return f'<sequenceFlow sourceRef="{source}" targetRef="{target}" {more}>{inside}</sequenceFlow>'


def read(xml: bytes) -> ProcessModel:
    """Read the first process of a file."""
    return parse(xml, resource="la.bpmn", limits=RuntimeLimits())[0]


def notes(xml: bytes) -> dict[str, Finding]:
    """Give the notes of a file by code."""
    return {note.code: note for note in read(xml).notes}
