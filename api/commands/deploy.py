"""Deploy BPMN models, decision tables and forms: the project's own, or the files and folders given.

A file equal to its latest version keeps that version; running cases keep theirs. Of the project's own only those are
deployed that this installation never had: what a designer has made of one since stays the newest.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from api.settings import get_settings
from api.shipped import shipped_folder

SUFFIXES = frozenset({".bpmn", ".dmn", ".form"})


def configure(parser: ArgumentParser) -> None:
    """Add the paths."""
    parser.add_argument("paths", nargs="*", type=Path, help="files or folders; without any, the project's own models")


def run(options: Namespace) -> int:
    """Deploy everything found in one go, all or nothing; print what is to be mended otherwise."""
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from engine.errors import DefinitionError  # noqa: PLC0415
    from engine.model.actor import SYSTEM  # noqa: PLC0415
    from engine.model.records import Resource  # noqa: PLC0415
    from engine.operations import deploy_resources, new_resources  # noqa: PLC0415

    found = _files(options.paths or shipped_folders())
    engine = build_engine(get_settings())
    try:
        with engine.unit_of_work() as uow:
            resources = [Resource(name=path.name, content=path.read_bytes()) for path in found]
            wanted = resources if options.paths else new_resources(uow, resources=resources)
            if not wanted:
                return 0
            deployed = deploy_resources(uow, SYSTEM, resources=wanted)
    except DefinitionError as error:
        for finding in error.findings:
            place = ":".join(str(part) for part in (finding.resource, finding.line, finding.element_id) if part)
            print(f"{place}: {finding.code}: {finding.text.en} / {finding.text.vi}", file=sys.stderr)
        return 1
    finally:
        engine.close()
    for definition in deployed.definitions:
        print(f"{definition.process_id} v{definition.version} {definition.name}")
    for decision in deployed.decisions:
        print(f"{decision.decision_id} v{decision.version} {decision.name}")
    return 0


def shipped_folders() -> list[Path]:
    """Give the folders of the project's own models, tables and forms, wherever it is installed."""
    return [shipped_folder(name) for name in ("bpmn", "forms")]


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = path.rglob("*") if path.is_dir() else [path]
        found.extend(sorted(file for file in inside if file.suffix in SUFFIXES))
    return found
