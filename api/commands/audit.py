"""Verify the audit chains: names every changed, removed, reordered or truncated event.

Exit code 0 when all chains are intact, 1 when any is not.
"""

from argparse import ArgumentParser, Namespace

from api.settings import get_settings


def configure(parser: ArgumentParser) -> None:
    """Add the action and the choice of one case."""
    parser.add_argument("action", choices=["verify"], help="what to do")
    parser.add_argument("--case", type=int, default=None, metavar="KEY", help="only this process instance key")


def run(options: Namespace) -> int:
    """Check and tell."""
    from api.build_engine import build_engine  # noqa: PLC0415  the command line's help needs no database library
    from engine.operations.upkeep.verify_audit import verify_audit  # noqa: PLC0415

    engine = build_engine(get_settings())
    try:
        with engine.unit_of_work() as uow:
            report = verify_audit(uow, instance_key=options.case)
            at = uow.now
    finally:
        engine.close()
    for problem in report.problems:
        print(f"{problem.kind}: {problem.text.vi} / {problem.text.en}")
    if report.problems:
        return 1
    print(
        f"Nguyên vẹn / intact: {report.cases} hồ sơ / cases, "
        f"{report.administration} việc quản trị / acts of administration, {at:%Y-%m-%dT%H:%M:%SZ}"
    )
    return 0
