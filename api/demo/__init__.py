"""The fictional Office at work: its cases, brought to where they stand on its day by its people's own acts.

Only `hoidong dev` and the tests load them. Nothing here writes a row: each act is an operation of the engine, at the
moment of the story.
"""

from api.demo.fill import fill_installation
from api.demo.load import TODAY, load_cases, stories
from api.demo.stage import Stage, StoryBroken, StoryClock

__all__ = ["TODAY", "Stage", "StoryBroken", "StoryClock", "fill_installation", "load_cases", "stories"]
