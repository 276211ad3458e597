"""The acceptance journeys: the fictional Office with its cases, at work in a real browser.

Do: one file a journey, one test a stretch of it that stands alone, in the words that people read. Do not: touch a case
of another journey. One Office serves them all, for it takes the longest to fill; the document axis beside it is the
tests' own.
"""

from collections.abc import Iterator

import pytest

from tests.axis_simulator import TOKEN, Axis, serving
from tests.e2e.product import Product, running_product


@pytest.fixture(scope="session")
def axis() -> Iterator[Axis]:
    """Give the document axis that the Office is on."""
    with serving(Axis()) as running:
        yield running


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, axis: Axis) -> Iterator[Product]:
    """Give the running product with the Office's cases."""
    folder = tmp_path_factory.mktemp("office")
    with running_product(folder, cases=True, environment=on_axis(axis)) as running:
        yield running


def on_axis(axis: Axis) -> dict[str, str]:
    """Give the settings of an installation on the axis."""
    return {"HOIDONG_AXIS_URL": axis.url, "HOIDONG_AXIS_ORGANISATION": "H99.01", "HOIDONG_AXIS_TOKEN": TOKEN}
