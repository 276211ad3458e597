from collections.abc import Iterator
from threading import Thread

import pytest

from tests.integration.signing.services import SigningService, TimeStampService
from tests.signing import CHAIR, Bureau, Secret, open_bureau, secret


@pytest.fixture(scope="session")
def bureau() -> Bureau:
    return open_bureau()


@pytest.fixture(params=["ec", "rsa"])
def distant_secret(request: pytest.FixtureRequest) -> Secret:
    return secret(request.param)


@pytest.fixture
def signing_service(bureau: Bureau, distant_secret: Secret) -> Iterator[SigningService]:
    certificates = [bureau.authority.certify(CHAIR, distant_secret), *bureau.chair.chain]
    with SigningService(distant_secret, certificates) as service:
        thread = Thread(target=service.serve_forever, daemon=True)
        thread.start()
        yield service
        service.shutdown()
        thread.join()


@pytest.fixture
def time_stamp_service(bureau: Bureau) -> Iterator[TimeStampService]:
    with TimeStampService(bureau.authority.time_stamps()) as service:
        thread = Thread(target=service.serve_forever, daemon=True)
        thread.start()
        yield service
        service.shutdown()
        thread.join()
