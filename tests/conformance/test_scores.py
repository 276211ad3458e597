"""The scores hold: no suite passes less than the page tells, and the page tells what a run computes now.

The data is a public download that stands beside the project; where it is missing, `make test` says so and leaves this
layer out (in continuous integration the run fails before it starts).
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conformance import report

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("HOIDONG_CONFORMANCE", ROOT.parent / "shared" / "conformance"))
SECONDS = 900

pytestmark = pytest.mark.timeout(SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run of the suites told, and the page that it wrote beside the committed one."""

    code: int
    printed: str
    complaints: str
    page: Path


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Run every suite once, in a process of its own."""
    page = tmp_path_factory.mktemp("scores") / "conformance.md"
    command = [sys.executable, "-m", "tests.conformance", "--data", str(DATA), "--write-to", str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS)
    return Outcome(code=done.returncode, printed=done.stdout, complaints=done.stderr, page=page)


def test_no_suite_passes_less_than_before(outcome: Outcome) -> None:
    assert (outcome.code, outcome.complaints) == (0, "")


def test_the_page_tells_what_a_run_computes(outcome: Outcome) -> None:
    told, computed = report.committed_parts(ROOT / report.PAGE), report.committed_parts(outcome.page)
    before, now = report.committed_scores(ROOT / report.PAGE), report.committed_scores(outcome.page)
    same_data = [key for key, score in now.items() if key in before and before[key]["data"] == score["data"]]
    outdated = [key for key in same_data if told[key] != computed[key]]
    assert outdated == [], "write it anew: make conformance WRITE=1"


def test_every_suite_of_the_data_is_on_the_page(outcome: Outcome) -> None:
    assert len(outcome.printed.splitlines()) == len(report.committed_scores(outcome.page)) > 0
    assert report.committed_scores(outcome.page).keys() <= report.committed_scores(ROOT / report.PAGE).keys()
