"""Become another program that ends when the process that started it ends.

Run as a script (`python -I guard.py …`) between a parent and its child: it asks the kernel to signal this process when
the parent's thread dies, may give up root, and then replaces itself by the wanted program, which keeps both. So not
even `kill -9` of the parent leaves a child behind. Standard library only: it runs without the project on its path.
It must never print or log its arguments, and it passes secrets on only through the environment.
"""

import argparse
import ctypes
import os
import pwd
import signal
import struct
import sys
from pathlib import Path

# Numbers of <linux/prctl.h> and <linux/capability.h>.
PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522

EXIT_PARENT_GONE = 70


def die_with_parent(signal_number: int) -> None:
    """Ask the kernel to send `signal_number` to this process when the thread that started it ends (Linux only)."""
    if sys.platform.startswith("linux"):
        _prctl(PR_SET_PDEATHSIG, signal_number)


def _prctl(*arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    padded = [*arguments, 0, 0, 0, 0][:5]
    if libc.prctl(*(ctypes.c_ulong(value) for value in padded)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _keep_file_access() -> None:
    """Keep the right to pass through folders that only root may enter, across `execve` (ambient capability)."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITY_VERSION_3, 0))
    mask = 1 << CAP_DAC_OVERRIDE
    sets = ctypes.create_string_buffer(struct.pack("=6I", mask, mask, mask, 0, 0, 0))
    if libc.capset(header, sets) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE)


def become(user: str, *, keep_file_access: bool) -> None:
    """Give up root for `user`; with `keep_file_access`, folders closed to that user stay passable."""
    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    if keep_file_access:
        _prctl(PR_SET_KEEPCAPS, 1)
    os.setuid(entry.pw_uid)
    if keep_file_access:
        _keep_file_access()


def main(argv: list[str]) -> None:
    """Read the options, drop rights, tie this process to its parent and become the program after `--`."""
    parser = argparse.ArgumentParser(prog="guard")
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--signal", type=int, default=int(signal.SIGTERM))
    parser.add_argument("--user")
    parser.add_argument("--keep-file-access", action="store_true")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(argv)
    if options.user:
        become(options.user, keep_file_access=options.keep_file_access)
    # After `become`: a change of identity clears the wish.
    die_with_parent(options.signal)
    if os.getppid() != options.parent:
        sys.exit(EXIT_PARENT_GONE)
    program = options.command[0]
    os.execv(str(Path(program)), options.command)  # noqa: S606  the caller's own program and arguments, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
