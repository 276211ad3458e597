"""Asks a child process about one file, within bounds, and reads what it managed to say.

The child says one JSON object a line. It may be broken by the file that it reads, so its words are taken for no more
than they are: callers check every value.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from engine.errors import Text, Unavailable

WALL_S: Final = 60.0  # more than its seconds of CPU: a busy machine is not the file's fault
_ROOT: Final = Path(__file__).parents[2]
# Isolated (-I): no variable, no folder of the caller decides what the child imports.
_BEGIN: Final = (
    "import sys; from importlib import import_module; sys.path.insert(0, sys.argv[1]); "
    "import_module(sys.argv[2]).main(sys.argv[3:])"
)
CHILD: Final = "engine.viewing.child"
_ANSWER: Final = "answer"
_LONGEST_ANSWER: Final = 4 * 1024 * 1024
_MOST_LINES: Final = 10_000


def ask(task: str, *arguments: str, folder: Path, module: str = CHILD) -> tuple[Mapping[str, Any], ...]:
    """Run `task` of the child in `folder`, the only place that it is meant to write; give the lines that it said.

    `module` is the child's program, whose `main` sets the bounds first.

    Ends after WALL_S seconds at the latest, with whatever was said until then. Raises Unavailable when the machine has
    no room for the child.
    """
    answer = folder / _ANSWER
    try:
        # Read through the same handle: what stands under its name afterwards is the child's doing.
        with answer.open("w+b") as said:
            _run([sys.executable, "-I", "-c", _BEGIN, str(_ROOT), module, task, *arguments], folder, said)
            said.seek(0)
            return tuple(_lines(said.read(_LONGEST_ANSWER)))
    except OSError as error:
        raise no_room() from error


def no_room() -> Unavailable:
    """Make the answer of a machine whose memory, processes or temporary folder are used up."""
    return Unavailable(
        Text(
            vi="Máy chủ hết chỗ tạm để mở tệp. Hãy thử lại sau ít phút.",
            en="The server has no room left to open the file. Try again in a few minutes.",
        ),
        code="document_view_no_room",
    )


def _run(command: list[str], folder: Path, said: IO[bytes]) -> None:
    process = subprocess.Popen(  # noqa: S603  our own program; names of files are ours too, no shell
        command,
        cwd=folder,
        env={},
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a group of its own, which ends with it
    )
    try:
        process.wait(WALL_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _lines(answer: bytes) -> Iterator[Mapping[str, Any]]:
    for line in answer.splitlines()[:_MOST_LINES]:
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(said, dict):
            yield said
