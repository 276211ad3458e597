"""The acceptance journeys: the fictional Office with its cases, at work in a real browser.

Do: one file a journey, one test a stretch of it that stands alone, in the words that people read. Do not: touch a case
of another journey. One Office serves them all, for it takes the longest to fill.
"""

from collections.abc import Iterator

import pytest

from tests.e2e.product import Product, running_product


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Give the running product with the Office's cases."""
    with running_product(tmp_path_factory.mktemp("office"), cases=True) as running:
        yield running
