"""Back up database and objects together into a new folder; the product may go on working meanwhile.

The folder holds everything but the secrets: keep HOIDONG_SECRET_KEY and the signing folder apart, and safe.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from api.settings import get_settings


def configure(parser: ArgumentParser) -> None:
    """Add the folder."""
    parser.add_argument("folder", type=Path, help="a folder that is new or empty")


def run(options: Namespace) -> int:
    """Write the backup; tell what it holds."""
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from engine.errors import EngineError  # noqa: PLC0415
    from engine.operations.upkeep.back_up import back_up  # noqa: PLC0415

    engine = build_engine(get_settings())
    try:
        made = back_up(engine, options.folder)
    except EngineError as error:
        print(f"{error.text.vi} / {error.text.en}", file=sys.stderr)
        return 1
    finally:
        engine.close()
    rows = sum(table.rows for table in made.tables)
    print(f"Đã sao lưu / backed up: {rows} dòng / rows, {made.objects} tệp / objects, {made.object_bytes} B")
    print(f"Đầu chuỗi nhật ký / audit heads: {made.audit_heads}")
    return 0
