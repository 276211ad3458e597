"""Takes the network and the files of the machine away from a process that is about to run somebody else's program.

Linux only, without rights of an administrator, and for good: what the process starts is confined as well. The network
goes by a filter on system calls (seccomp), files by Landlock. A kernel without Landlock leaves the files to the rights
of the account; one without seccomp confines nothing, and then nothing is run.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2  # prctl
_ARCHITECTURES: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # AUDIT_ARCH_…, socket()
_LOAD, _EQUAL, _GIVE = 0x20, 0x15, 0x06  # BPF: load a word, jump if equal, return
_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16  # where they stand in seccomp_data
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000  # 13: EACCES
_UNIX: Final = 1  # the one family of sockets that stays: programs talk to themselves over it
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ: Final = 0b1101  # execute, read file, read directory
_EVERYTHING: Final = (1 << 13) - 1  # of the first version, which every later one knows
_OF_FILES: Final = 0b111  # what can be given for a single file
_MEET: Final = 1 << 9 | 1 << 5  # make sockets, remove files: a program takes its socket away again


class NotConfined(OSError):
    """This machine cannot take the network away from a process."""


def confine(*, readable: Iterable[str], writable: Iterable[str], meeting: str) -> None:
    """Leave this process no network, and of the files those below `readable` and `writable`; raises NotConfined.

    `meeting` is a folder where it may open sockets of its own and take them away, and read and write nothing.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        raise NotConfined("no_new_privs")
    _close_files(libc, ((readable, _READ), (writable, _EVERYTHING), ((meeting,), _MEET)))
    _close_network(libc)


def _close_network(libc: ctypes.CDLL) -> None:
    known = _ARCHITECTURES.get(platform.machine())
    if known is None:
        raise NotConfined(platform.machine())
    architecture, socket_call = known
    steps = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_GIVE, 0, 0, _KILL),  # another architecture's calls have other numbers
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 0, 3, socket_call),
        (_LOAD, 0, 0, _FIRST),
        (_EQUAL, 1, 0, _UNIX),
        (_GIVE, 0, 0, _REFUSE),
        (_GIVE, 0, 0, _ALLOW),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    if libc.prctl(_SECCOMP, _FILTER, ctypes.c_char_p(program), 0, 0) != 0:
        raise NotConfined("seccomp")


def _close_files(libc: ctypes.CDLL, given: Iterable[tuple[Iterable[str], int]]) -> None:
    handled = struct.pack("Q", _EVERYTHING)
    rules = libc.syscall(_LANDLOCK_CREATE, ctypes.c_char_p(handled), ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return  # a kernel without it
    for paths, access in given:
        for path in paths:
            with suppress(OSError):  # not on this machine
                _allow(libc, rules, Path(path), access)
    if libc.syscall(_LANDLOCK_RESTRICT, rules, 0) != 0:
        raise NotConfined("landlock")
    os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path, access: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", access if path.is_dir() else access & _OF_FILES, place)
        if libc.syscall(_LANDLOCK_ADD, rules, 1, ctypes.c_char_p(rule), 0) != 0:
            raise NotConfined(str(path))
    finally:
        os.close(place)
