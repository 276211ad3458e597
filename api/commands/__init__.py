"""The subcommands of `hoidong`: a module each, with `configure(parser)` and `run(options) -> exit code`.

A module's first docstring line is its help text. A command is registered here when it does what it says.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Protocol, cast

from api.commands import (
    archive,
    audit,
    backup,
    client,
    deploy,
    dev,
    file,
    identities,
    migrate,
    person,
    restore,
    second_factors,
    seed,
    web,
    worker,
)


class Command(Protocol):
    """What a command module offers."""

    __doc__: str | None

    def configure(self, parser: ArgumentParser) -> None:
        """Add the command's arguments to `parser`."""

    def run(self, options: Namespace) -> int:
        """Do what the command says; give the process's exit code."""


COMMANDS: Mapping[str, Command] = {
    "archive": cast("Command", archive),
    "audit": cast("Command", audit),
    "backup": cast("Command", backup),
    "client": cast("Command", client),
    "deploy": cast("Command", deploy),
    "dev": cast("Command", dev),
    "file": cast("Command", file),
    "identities": cast("Command", identities),
    "migrate": cast("Command", migrate),
    "person": cast("Command", person),
    "restore": cast("Command", restore),
    "second-factors": cast("Command", second_factors),
    "seed": cast("Command", seed),
    "web": cast("Command", web),
    "worker": cast("Command", worker),
}
