"""Run the conformance suites over a data folder: one JSON line a suite; `--write` puts the scores into the docs.

    python -m tests.conformance [--data FOLDER] [--write] [SUITE…]

Ends with 1 when a suite passes fewer cases than the docs say for the same data, or when a case failed.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.conformance import bpmn_models, dmn_tck, report
from tests.conformance.scoring import Suite

ROOT = Path(__file__).parents[2]
SUITES: Mapping[str, Callable[[Path], Iterator[Suite]]] = {
    "dmn-tck": dmn_tck.run,
    "bpmn-models": bpmn_models.run,
}


def main() -> int:
    """Print the suites' lines and tell whether the scores hold."""
    options = _options()
    suites: list[Suite] = []
    for name in options.suites or SUITES:
        for suite in SUITES[name](options.data):
            print(json.dumps(suite.line, ensure_ascii=False), flush=True)  # noqa: T201 - the line is the result
            suites.append(suite)
    problems = report.regressions(ROOT / report.PAGE, suites)
    if options.write_to is not None:
        report.write(options.write_to, suites)
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201
    return 1 if problems else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}; all when none is named")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "conformance")
    page = ROOT / report.PAGE
    parser.add_argument("--write-to", type=Path, metavar="PAGE", help="write the scores into this page")
    parser.add_argument("--write", dest="write_to", action="store_const", const=page, help=f"into {report.PAGE}")
    options = parser.parse_args()
    unknown = set(options.suites) - set(SUITES)
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
