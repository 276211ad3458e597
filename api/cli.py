"""The `hoidong` command: one subcommand a file in `api/commands`.

Parses arguments and nothing else; a subcommand imports what it needs when it runs, so that `--help` is quick.
"""

import argparse
import gc
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from api.commands import COMMANDS
from api.processes import ChildFailed
from api.settings import SettingMissing

EXIT_USAGE = 2
# Imports and requests make many objects that live on: looking through all of them after every 700 new ones costs a
# tenth of the start and finds next to nothing.
GARBAGE_THRESHOLDS = (50_000, 20, 50)


def parser() -> argparse.ArgumentParser:
    """Build the command line of every registered subcommand."""
    top = argparse.ArgumentParser(prog="hoidong", description="Workflow engine and web application of a council.")
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        words = (module.__doc__ or "").strip().splitlines()[0]
        subparser = subparsers.add_parser(name, help=words, description=words)
        module.configure(subparser)
        subparser.set_defaults(run=module.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; give its exit code. Wrong settings and failed services are told in a sentence."""
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    options = parser().parse_args(argv)
    try:
        code: int = options.run(options)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            name = "_".join(["HOIDONG", *map(str, problem["loc"])]).upper().replace("HOIDONG_HOIDONG", "HOIDONG")
            print(f"{name}: {problem['msg']}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    except (SettingMissing, ChildFailed) as error:
        print(f"hoidong: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    return code


if __name__ == "__main__":
    sys.exit(main())
