"""The beginning of the child process: bounds first, then the one task that it was started for.

What the child says goes to its standard output, one JSON object a line, each as soon as it is known: whoever kills it
keeps what was said before.
"""

import json
import os
import resource
import signal
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Final

MEMORY_BYTES: Final = 640 * 1024 * 1024
CPU_S: Final = 12
WALL_S: Final = 65  # the caller waits for less; this one counts when the caller is gone
FILE_BYTES: Final = 48 * 1024 * 1024
OPEN_FILES: Final = 64
# LibreOffice maps far more than it uses, and takes a second and more to begin.
OFFICE_MEMORY_BYTES: Final = 4 * 1024 * 1024 * 1024
OFFICE_CPU_S: Final = 40
OFFICE_FILE_BYTES: Final = 100 * 1024 * 1024
OFFICE_OPEN_FILES: Final = 512
_TASKS: Final[Mapping[str, tuple[str, str]]] = {
    "office": ("engine.viewing.run_office", "run_office"),
    "draw": ("engine.viewing.draw", "draw"),
    "read": ("engine.viewing.read", "read"),
    "compare": ("engine.viewing.compare", "compare"),
    "stamps": ("engine.viewing.stamps", "find_stamps"),
    "scan": ("engine.viewing.run_scan", "run_scan"),
    "judge": ("engine.viewing.judge", "judge"),
}


def main(arguments: Sequence[str]) -> None:
    """Do a task: its name and what it is told. What does it loads under the bounds."""
    task, *told = arguments
    module, name = _TASKS[task]
    if task == "office":
        bound(OFFICE_MEMORY_BYTES, OFFICE_CPU_S, OFFICE_FILE_BYTES, OFFICE_OPEN_FILES)
    else:
        bound()
    getattr(import_module(module), name)(*told)


def bound(
    memory_bytes: int = MEMORY_BYTES,
    cpu_s: int = CPU_S,
    file_bytes: int = FILE_BYTES,
    open_files: int = OPEN_FILES,
) -> None:
    """Take away from this process what no task needs; it cannot be undone."""
    for limit, amount in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(limit)
        least = amount if most == resource.RLIM_INFINITY else min(amount, most)
        resource.setrlimit(limit, (least, least))
    signal.alarm(WALL_S)


def say(words: Mapping[str, object]) -> None:
    """Tell the caller one thing, at once."""
    os.write(1, json.dumps(words).encode("ascii") + b"\n")
