"""Load the law, the words and the permissions, and with --demo a fictional Office with its people.

What is there already stays as administrators have changed it; safe to repeat.
"""

from argparse import ArgumentParser, Namespace

from api.settings import get_settings

DEMO_PASSWORD = "HoiDong@2026"  # noqa: S105  of fictional people, printed at every start of the demonstration
DEMO_MACHINE = "tich-hop"


def configure(parser: ArgumentParser) -> None:
    """Add the choice of the demonstration."""
    parser.add_argument("--demo", action="store_true", help="also load the fictional Office (never in production)")


def run(options: Namespace) -> int:
    """Insert what is missing; tell who was loaded."""
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from engine.operations.upkeep.seed import add_machine, seed_authorizations, seed_demo, seed_law  # noqa: PLC0415
    from engine.seed import read  # noqa: PLC0415

    settings = get_settings()
    engine = build_engine(settings)
    try:
        with engine.unit_of_work() as uow:
            seed_law(
                uow,
                calendar=read("calendar"),
                rules=read("legal_rules"),
                labels=read("labels"),
                groups=read("groups"),
            )
            seed_authorizations(uow, read("authorizations"))
            if options.demo or settings.demo:
                seed_demo(uow, read("demo"), password=DEMO_PASSWORD)
                add_machine(
                    uow,
                    client_id=DEMO_MACHINE,
                    name="Máy tích hợp (trình diễn)",
                    secret=DEMO_PASSWORD,
                    groups=["may_tich_hop"],
                )
    finally:
        engine.close()
    return 0
