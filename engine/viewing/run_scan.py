"""Becomes Tesseract, confined; runs in the child process only, which has its bounds on time and memory already."""

import os
from pathlib import Path
from typing import Final

from engine.viewing.confine import NotConfined, confine

LANGUAGE: Final = "vie"
RECOGNISED: Final = "recognised"  # it writes `recognised.txt`
_READABLE: Final = (
    *("/usr", "/lib", "/lib64", "/bin", "/opt", "/proc", "/sys/devices/system/cpu"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"),
)
_DEVICES: Final = ("/dev/null", "/dev/urandom")


def run_scan(program: str, picture: str, layout: str) -> None:
    """Recognise the letters of `picture`; returns only when the machine cannot confine the program.

    `layout` is how Tesseract divides a page (its `--psm`): 3 by itself, 6 as one block of lines.
    """
    folder = str(Path.cwd())
    try:
        confine(readable=_READABLE, writable=(folder, *_DEVICES), meeting=folder)
    except NotConfined:
        return
    command = (program, picture, RECOGNISED, "-l", LANGUAGE, "--psm", layout)
    surroundings = {"HOME": folder, "TMPDIR": folder, "PATH": "/usr/bin:/bin", "OMP_THREAD_LIMIT": "1"}
    os.execve(program, command, surroundings)  # noqa: S606  found by us on this machine; no shell
