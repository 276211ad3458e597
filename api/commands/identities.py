"""Seal the identities of senders again with the newest key, so that an older one can be taken out of use."""

from argparse import ArgumentParser, Namespace

from api.settings import get_settings


def configure(parser: ArgumentParser) -> None:
    """Add the action."""
    parser.add_argument("action", choices=["reseal"], help="what to do")


def run(_options: Namespace) -> int:
    """Reseal and tell how many there were."""
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from engine.operations.identities.reseal_identities import reseal_identities  # noqa: PLC0415

    engine = build_engine(get_settings())
    try:
        print(f"Đã niêm phong lại / resealed: {reseal_identities(engine)}")
    finally:
        engine.close()
    return 0
