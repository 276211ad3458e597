"""Becomes LibreOffice, confined; runs in the child process only, which has its bounds on time and memory already."""

import os
from pathlib import Path
from typing import Final

from engine.viewing.confine import NotConfined, confine

_READABLE: Final = (
    *("/usr", "/lib", "/lib64", "/bin", "/opt", "/etc/fonts", "/etc/libreoffice", "/etc/localtime"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/proc", "/sys/devices/system/cpu"),
    *("/var/cache/fontconfig", "/var/lib/libreoffice", "/var/spool/libreoffice"),
)
_DEVICES: Final = ("/dev/null", "/dev/urandom", "/dev/random", "/dev/zero")
COMPLAINT: Final = "complaint"  # what the program says of a file that it cannot open
_MEETING: Final = "/tmp"  # noqa: S108  where the program opens a socket to itself; it cannot be told otherwise


def run_office(program: str, source: str) -> None:
    """Turn the file `source` of this folder into `out/source.pdf`; returns only when the machine cannot confine it."""
    folder = str(Path.cwd())
    Path("out").mkdir()
    try:
        confine(readable=_READABLE, writable=(folder, *_DEVICES), meeting=_MEETING)
    except NotConfined:
        return
    os.dup2(os.open(COMPLAINT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    options = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo")
    command = (program, profile, *options, "--convert-to", "pdf", "--outdir", "out", source)
    surroundings = {"HOME": folder, "TMPDIR": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    os.execve(program, command, surroundings)  # noqa: S606  found by us on this machine; no shell
