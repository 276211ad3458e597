"""Seal the secrets of second factors again with the secret key of now, so that a former one is no longer needed."""

from argparse import ArgumentParser, Namespace

from api.settings import get_settings


def configure(parser: ArgumentParser) -> None:
    """Add the action."""
    parser.add_argument("action", choices=["reseal"], help="what to do")


def run(_options: Namespace) -> int:
    """Reseal and tell how many there were."""
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from engine.operations.signing_in.factor_secret import reseal_factors  # noqa: PLC0415

    engine = build_engine(get_settings())
    try:
        print(f"Đã niêm phong lại / resealed: {reseal_factors(engine)}")
    finally:
        engine.close()
    return 0
