"""The signing program as a process of its own, with a browser that only tells which address it was started with."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.softhsm import LABEL, PIN

STOPPED_WITHIN_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentHome:
    """Where a signing program keeps its pairing, and the pipe through which its browser tells addresses."""

    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "sign-agent.json"

    @property
    def pipe(self) -> Path:
        return self.folder / "opened"

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "engine.agent", "--settings", str(self.settings), *arguments]

    def pair(
        self, server: str, *, library: str, key: str, code: str, pin: str = PIN
    ) -> "subprocess.CompletedProcess[str]":
        """Pair the machine."""
        chosen = ("--library", library, "--token", LABEL, "--key", key, "--code", code, "--pin-stdin")
        return subprocess.run(
            self.command("pair", server, *chosen),
            input=f"{pin}\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=STOPPED_WITHIN_S,
        )

    @contextmanager
    def running(self) -> Iterator["subprocess.Popen[str]"]:
        """Let the program run."""
        os.mkfifo(self.pipe)
        browser = self.folder / "browser"
        browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" > "{self.pipe}"\n')
        browser.chmod(0o700)
        environment = {**os.environ, "BROWSER": f"{browser} %s"}
        with (self.folder / "told.txt").open("w") as told:
            process = subprocess.Popen(self.command("run"), env=environment, stdout=told, stderr=told, text=True)
            try:
                yield process
            finally:
                process.terminate()
                process.wait(STOPPED_WITHIN_S)

    def opened(self) -> str:
        """Wait until the program starts a browser; give the address."""
        return self.pipe.read_text().splitlines()[0]

    def told(self) -> str:
        """Give what the program said."""
        return (self.folder / "told.txt").read_text()
