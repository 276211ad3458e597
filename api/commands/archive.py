"""Package a closed case for the archive (BagIt, RFC 8493), or verify a package.

    hoidong archive export CASE-ID FILE      hoidong archive verify FILE

Exit code 0 when it was written or is sound, 1 when not: each missing, altered or foreign file is named.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from api.settings import get_settings


def configure(parser: ArgumentParser) -> None:
    """Add the two actions."""
    actions = parser.add_subparsers(dest="action", required=True)
    export = actions.add_parser("export", help="write the package of a closed case")
    export.add_argument("case", help="the case's id (Mã hồ sơ)")
    export.add_argument("file", type=Path, help="a new file")
    verify = actions.add_parser("verify", help="check a package")
    verify.add_argument("file", type=Path, help="the package")


def run(options: Namespace) -> int:
    """Do it and tell."""
    return _export(options.case, options.file) if options.action == "export" else _verify(options.file)


def _export(business_id: str, path: Path) -> int:
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from api.commands.operator import operator  # noqa: PLC0415
    from engine.errors import EngineError  # noqa: PLC0415
    from engine.operations.archiving.package_case import package_case  # noqa: PLC0415
    from engine.operations.people.operator_acts import record_operator_act  # noqa: PLC0415

    engine = build_engine(get_settings())
    try:
        with path.open("xb") as file:
            count = package_case(engine, business_id, file)
        with engine.unit_of_work() as uow:
            record_operator_act(uow, operator(), "CasePackaged", business_id)
    except FileExistsError:
        print(f"Đã có tệp / the file exists: {path}", file=sys.stderr)
        return 1
    except EngineError as error:
        path.unlink(missing_ok=True)
        print(f"{error.text.vi} / {error.text.en}", file=sys.stderr)
        return 1
    finally:
        engine.close()
    print(f"Đã đóng gói / packaged: {business_id}, {count} tệp / files, {path.stat().st_size} B")
    return 0


def _verify(path: Path) -> int:
    from engine.archive import check_bag  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            report = check_bag(file)
    except OSError as error:
        print(f"Không đọc được tệp / the file cannot be read: {error.strerror}", file=sys.stderr)
        return 1
    for problem in report.problems:
        print(f"{problem.vi} / {problem.en}")
    if report.problems:
        return 1
    print(
        f"Nguyên vẹn / intact: {report.about.get('External-Identifier', '?')}, {report.files} tệp / files, "
        f"{report.size_bytes} B"
    )
    return 0
