"""One child process: started through the guard, remembered on disk, stopped in a known way.

The note on disk (`run/<name>.json`: process id and start time) lets the next start wait for a predecessor that is
still going down after its parent was killed. This module must not know what the child does.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GUARD = Path(__file__).with_name("guard.py")
POLL_S = 0.02
PREDECESSOR_S = 25.0


class ChildFailed(RuntimeError):
    """A child process did not start, ended too early or would not stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What tells one process from another that reuses its number: id and start time (clock ticks since boot)."""

    pid: int
    started: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """As whom a child runs: `user` (None: as we do), and whether folders closed to that user stay passable."""

    user: str | None = None
    keep_file_access: bool = False


OUR_OWN = Rights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A running child process and how to end it."""

    name: str
    process: subprocess.Popen[bytes]
    note: Path
    log: Path
    stop_signal: signal.Signals

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    def running(self) -> bool:
        """Tell whether the process is still there."""
        return self.process.poll() is None

    def pause(self, seconds: float = POLL_S) -> None:
        """Let `seconds` pass; raise ChildFailed at once if the process ends meanwhile."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        msg = f"{self.name} ended with code {code}; its last words:\n{self.tail()}"
        raise ChildFailed(msg)

    def tail(self, lines: int = 15) -> str:
        """Give the last lines of the child's log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def request_stop(self) -> None:
        """Ask the process to end, without waiting."""
        if self.running():
            self.process.send_signal(self.stop_signal)

    def stop(self, timeout_s: float = 20.0) -> int:
        """End the process, by force after `timeout_s`; give its exit code."""
        self.request_stop()
        try:
            code = self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.note.unlink(missing_ok=True)
        return code


def identity(pid: int) -> Identity | None:
    """Read a process's identity from /proc; None when there is no such living process (or no /proc)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # Fields 3 (state) and 22 (start time) of proc(5); a zombie is as good as gone.
    return None if fields[0] in "ZX" else Identity(pid=pid, started=int(fields[19]))


def await_predecessor(note: Path, timeout_s: float = PREDECESSOR_S) -> None:
    """Wait until the process that `note` names is gone; end it by force after `timeout_s`."""
    try:
        stored = json.loads(note.read_text())
        former = Identity(pid=int(stored["pid"]), started=int(stored["started"]))
    except (FileNotFoundError, ValueError, KeyError):
        return
    deadline = time.monotonic() + timeout_s
    while identity(former.pid) == former:
        if time.monotonic() > deadline:
            with contextlib.suppress(ProcessLookupError):
                os.kill(former.pid, signal.SIGKILL)
        pause(POLL_S)
    note.unlink(missing_ok=True)


def await_predecessors(folder: Path) -> None:
    """Wait until every child of an earlier start on `folder` is gone (their parent was killed a moment ago)."""
    for note in sorted((folder / "run").glob("*.json")):
        await_predecessor(note)


def pause(seconds: float) -> None:
    """Let `seconds` pass between two looks at something that reports nothing by itself."""
    select.select([], [], [], seconds)


def guarded(command: Sequence[str | Path], stop_signal: signal.Signals, rights: Rights = OUR_OWN) -> list[str]:
    """Give the argument list that runs `command` through the guard: it ends with us, by `stop_signal`."""
    guard = [sys.executable, "-I", "-S", str(GUARD), "--parent", str(os.getpid()), "--signal", str(int(stop_signal))]
    if rights.user:
        guard += ["--user", rights.user]
    if rights.keep_file_access:
        guard += ["--keep-file-access"]
    return [*guard, "--", *map(str, command)]


def start_child(
    name: str,
    command: Sequence[str | Path],
    *,
    folder: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    rights: Rights = OUR_OWN,
    show: bool = False,
) -> Child:
    """Start `command` as a child that ends with this process.

    `folder` receives `run/<name>.json` and `log/<name>.log`; with `show`, output goes to our own output instead of the
    log. Must be called from a thread that lives as long as the child shall (the kernel ties the child to the thread).
    """
    note, log = folder / "run" / f"{name}.json", folder / "log" / f"{name}.log"
    for parent in (note.parent, log.parent):
        parent.mkdir(parents=True, exist_ok=True)
    await_predecessor(note)
    # A group of its own: Ctrl-C reaches only the parent, which then stops its children in order.
    with log.open("ab") as output:
        target = None if show else output
        process = subprocess.Popen(  # noqa: S603  our own programs and arguments, no shell
            guarded(command, stop_signal, rights),
            env=dict(env) if env is not None else None,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=target,
            stderr=target,
            start_new_session=True,
        )
    started = identity(process.pid)
    if started is not None:
        note.write_text(json.dumps({"pid": started.pid, "started": started.started}))
    return Child(name=name, process=process, note=note, log=log, stop_signal=stop_signal)
