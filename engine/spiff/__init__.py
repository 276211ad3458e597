"""The process runtime on SpiffWorkflow: models in, commands in, events and a token document out.

The only package that imports SpiffWorkflow. Pure computation: no database, no clock of its own, no I/O.
"""

from engine.spiff.catchers import model_catches
from engine.spiff.execution import Execution
from engine.spiff.json_size import size_of
from engine.spiff.parse import parse
from engine.spiff.process_model import ProcessModel
from engine.spiff.start_conditions import true_starts
from engine.spiff.start_timer import evaluate_start, first_start, next_start

__all__ = [
    "Execution",
    "ProcessModel",
    "evaluate_start",
    "first_start",
    "model_catches",
    "next_start",
    "parse",
    "size_of",
    "true_starts",
]
