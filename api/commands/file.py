"""Take a file that must not be here out of the system, with its bytes and its name; its case says that, and why."""

import sys
from argparse import ArgumentParser, Namespace

from api.settings import get_settings


def configure(parser: ArgumentParser) -> None:
    """Add the action, the file and the reason."""
    parser.add_argument("action", choices=["take-out"], help="what to do")
    parser.add_argument("key", type=int, help="the file's number, as in the address of its page: /tep/NUMBER")
    parser.add_argument("--reason", required=True, help="why, for the history of its case")


def run(options: Namespace) -> int:
    """Take it out and tell from which case."""
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from engine.errors import EngineError  # noqa: PLC0415
    from engine.operations.documents.take_out_file import take_out_file  # noqa: PLC0415

    engine = build_engine(get_settings())
    try:
        number = take_out_file(engine, document_key=options.key, reason=options.reason)
    except EngineError as error:
        print(f"{error.text.vi}\n{error.text.en}", file=sys.stderr)
        return 1
    finally:
        engine.close()
    print(f"Đã đưa tệp ra khỏi hồ sơ / taken out of the case: {number}")
    return 0
