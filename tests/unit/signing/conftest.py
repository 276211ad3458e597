import pytest

from tests.signing import Bureau, open_bureau


@pytest.fixture(scope="session")
def bureau() -> Bureau:
    return open_bureau()
