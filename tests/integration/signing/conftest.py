from collections.abc import Iterator

import pytest

from tests.signing import CHAIR, Bureau, Secret, open_bureau, secret
from tests.signing_services import SigningService, TimeStampService, serving


@pytest.fixture(scope="session")
def bureau() -> Bureau:
    return open_bureau()


@pytest.fixture(params=["ec", "rsa"])
def distant_secret(request: pytest.FixtureRequest) -> Secret:
    return secret(request.param)


@pytest.fixture
def signing_service(bureau: Bureau, distant_secret: Secret) -> Iterator[SigningService]:
    certificates = [bureau.authority.certify(CHAIR, distant_secret), *bureau.chair.chain]
    with serving(SigningService(distant_secret, certificates)) as service:
        yield service


@pytest.fixture
def time_stamp_service(bureau: Bureau) -> Iterator[TimeStampService]:
    with serving(TimeStampService(bureau.authority.time_stamps())) as service:
        yield service
