"""Restore a backup into a new database and bucket; run `hoidong migrate` first, and nothing else meanwhile.

Everything is checked before anything is written, and the audit chains must end as they did. Then run
`hoidong audit verify`.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from api.settings import get_settings


def configure(parser: ArgumentParser) -> None:
    """Add the folder."""
    parser.add_argument("folder", type=Path, help="the folder that `hoidong backup` wrote")


def run(options: Namespace) -> int:
    """Restore; tell what came back."""
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from engine.errors import EngineError  # noqa: PLC0415
    from engine.operations.upkeep.restore import restore  # noqa: PLC0415

    engine = build_engine(get_settings())
    try:
        made = restore(engine, options.folder)
    except EngineError as error:
        print(f"{error.text.vi} / {error.text.en}", file=sys.stderr)
        return 1
    finally:
        engine.close()
    rows = sum(table.rows for table in made.tables)
    print(f"Đã khôi phục / restored: {rows} dòng / rows, {made.objects} tệp / objects, lúc / as of {made.taken_at}")
    print(f"Đầu chuỗi nhật ký / audit heads: {made.audit_heads}")
    return 0
