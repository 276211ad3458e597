"""Drawings in which no process is marked executable: each that can start is taken as it is drawn."""

from engine.spiff.adoption.rewriting import Rewriting
from engine.spiff.namespaces import bpmn
from engine.spiff.vocabulary import is_executable
from engine.untrusted_xml import Node


def mark_executable(root: Node, rewriting: Rewriting) -> None:
    """Mark every process with a start event, when none of the file is marked; other tools leave the mark out."""
    processes = list(root.iterchildren(bpmn("process")))
    if any(is_executable(process) for process in processes):
        return
    for process in processes:
        if next(process.iterchildren(bpmn("startEvent")), None) is None:
            continue
        process.set("isExecutable", "true")
        rewriting.note(
            "taken_as_executable",
            process,
            f"Quy trình “{process.get('id')}” chưa đánh dấu chạy được; ở đây được coi là chạy được.",
            f"Process “{process.get('id')}” is not marked executable; it is taken as executable here.",
        )
