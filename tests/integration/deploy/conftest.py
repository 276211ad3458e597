"""docker-compose.yml as Docker Compose understands it, or, where there is no Compose, by its rules for variables.

`HOIDONG_COMPOSE` names the command (CI builds one); else `docker compose` is taken when it is there.
"""

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")
Compose = Callable[[Mapping[str, str]], dict[str, Any]]


class Refused(Exception):
    """Compose will not have the file with this environment."""


def compose_command() -> list[str] | None:
    """Find Docker Compose."""
    named = os.environ.get("HOIDONG_COMPOSE")
    if named:
        return shlex.split(named)
    try:
        subprocess.run(["docker", "compose", "version"], check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    return ["docker", "compose"]


def by_compose(command: list[str], environment: Mapping[str, str]) -> dict[str, Any]:
    """Let Compose read, check and resolve the file."""
    done = subprocess.run(
        [*command, "--file", str(FILE), "--env-file", "/dev/null", "config"],
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Refused(done.stderr)
    resolved: dict[str, Any] = yaml.safe_load(done.stdout)
    return resolved


def by_its_rules(environment: Mapping[str, str]) -> dict[str, Any]:
    """Resolve merges and variables as the Compose specification tells."""

    def value(found: re.Match[str]) -> str:
        given = environment.get(found["name"], "")
        if given or found["kind"] is None:
            return given
        if found["kind"] == "?":
            raise Refused(f"required variable {found['name']} is missing a value: {found['rest']}")
        return found["rest"]

    text = re.sub(r"(?m)(^|\s)#.*$", r"\1", FILE.read_text(encoding="utf-8"))
    resolved: dict[str, Any] = yaml.safe_load(VARIABLE.sub(value, text))
    return resolved


@pytest.fixture(scope="session")
def compose() -> Compose:
    """Give the function from an environment to the resolved file; it raises Refused."""
    command = compose_command()
    return by_its_rules if command is None else lambda environment: by_compose(command, environment)
