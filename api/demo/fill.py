"""Fills an installation that nobody works in yet with the fictional Office's cases, and sets its day."""

from api.build_engine import build_engine
from api.demo.load import TODAY, load_cases
from api.demo.stage import StoryClock
from api.settings import Settings
from engine.clock import Clock
from engine.model.actor import SYSTEM
from engine.operations import run_clock_from


def fill_installation(settings: Settings) -> None:
    """Load the cases into a prepared, empty database and let its clock run on from the stories' day.

    Does nothing where there are cases. Raises StoryBroken; the database then holds a part of them.
    """
    clock = StoryClock()
    engine = build_engine(settings, clock=Clock(read=clock))
    try:
        loaded = load_cases(engine, clock)
    finally:
        engine.close()
    if not loaded:
        return
    engine = build_engine(settings)
    try:
        with engine.unit_of_work() as uow:
            run_clock_from(engine, uow, SYSTEM, moment=TODAY)
    finally:
        engine.close()
