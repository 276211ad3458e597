"""docker-compose.yml is valid, holds no secret, and its commands really serve: they are started by hand here."""

import http.client
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from api.embedded import free_ports
from api.processes import Child, start_child
from tests.integration.deploy.conftest import ROOT, Compose, Refused
from tests.services import S3TestSettings

SECRETS = {
    "HOIDONG_DATABASE_PASSWORD": "d4tabase",
    "HOIDONG_S3_ACCESS_KEY": "acce55",
    "HOIDONG_S3_SECRET_KEY": "s3cret-of-s3",
    "HOIDONG_SECRET_KEY": "k" * 40,
    "HOIDONG_PUBLIC_URL": "https://hoidong.example",
}


def test_it_is_valid_and_complete(compose: Compose) -> None:
    services = compose(SECRETS)["services"]
    assert set(services) == {"web", "worker", "migrate", "postgres", "minio"}
    assert services["postgres"]["image"] == "postgres:18"
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"migrate"}
    assert all(service["read_only"] for service in services.values())
    assert all("no-new-privileges:true" in service["security_opt"] for service in services.values())


@pytest.mark.parametrize("missing", SECRETS)
def test_it_refuses_to_start_without_a_secret(missing: str, compose: Compose) -> None:
    given = {name: value for name, value in SECRETS.items() if name != missing}
    with pytest.raises(Refused, match=missing):
        compose(given)


def test_nothing_but_web_can_be_reached_from_outside(compose: Compose) -> None:
    resolved = compose(SECRETS)
    assert resolved["networks"]["inside"]["internal"] is True
    outside = {name for name, service in resolved["services"].items() if "outside" in service["networks"]}
    published = {name for name, service in resolved["services"].items() if service.get("ports")}
    assert outside == published == {"web"}


def test_only_the_gateway_is_believed_and_only_this_machine_reaches_it(compose: Compose) -> None:
    resolved = compose(SECRETS)
    gateway = ip_address(resolved["networks"]["outside"]["ipam"]["config"][0]["gateway"])
    assert gateway in ip_network(resolved["networks"]["outside"]["ipam"]["config"][0]["subnet"])
    assert resolved["services"]["web"]["environment"]["HOIDONG_TRUSTED_PROXIES"] == str(gateway)
    assert "127.0.0.1" in str(resolved["services"]["web"]["ports"])


def test_data_lies_in_named_volumes(compose: Compose) -> None:
    resolved = compose(SECRETS)
    assert set(resolved["volumes"]) == {"postgres", "minio"}


def test_the_image_copies_what_exists() -> None:
    for line in (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:1] == ["COPY"] and not words[1].startswith("--"):
            assert [source for source in words[1:-1] if not (ROOT / source).exists()] == []


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Runs a service's own command with its own environment; `given` replaces addresses and secrets of the servers."""

    services: Mapping[str, Any]
    given: Mapping[str, str]
    folder: Path

    def environment(self, service: str) -> dict[str, str]:
        """Give what the file tells the service, led to this test's servers."""
        given = self.services[service]["environment"]
        told = {name: "" if value is None else str(value) for name, value in given.items()}
        led = {name: value for name, value in self.given.items() if name in told}
        return {"PATH": os.environ["PATH"], **told, **led, "HOIDONG_PORT": self.given["HOIDONG_PORT"]}

    def command(self, service: str, *arguments: str) -> list[str]:
        """Give the service's command; the image's launcher `hoidong` is this Python with our command line."""
        launcher, *words = self.services[service]["command"]
        assert launcher == "hoidong"
        return [sys.executable, "-m", "api.cli", *words, *arguments]

    def run(self, service: str, *arguments: str) -> int:
        """Run a command that ends; give its code."""
        command = self.command(service, *arguments)
        return subprocess.run(command, env=self.environment(service), cwd=ROOT, check=False, timeout=120).returncode

    def start(self, service: str) -> Child:
        """Start a command that serves."""
        return start_child(service, self.command(service), folder=self.folder, env=self.environment(service), cwd=ROOT)


@pytest.fixture
def by_hand(compose: Compose, empty_database_url: str, s3_settings: S3TestSettings, tmp_path: Path) -> ByHand:
    """Give the commands of the file, led to this test's servers."""
    given = {
        "HOIDONG_DATABASE_URL": empty_database_url,
        "HOIDONG_S3_ENDPOINT": s3_settings.endpoint,
        "HOIDONG_S3_ACCESS_KEY": s3_settings.access_key,
        "HOIDONG_S3_SECRET_KEY": s3_settings.secret_key,
        "HOIDONG_S3_BUCKET": s3_settings.bucket,
        "HOIDONG_WORKER_HEARTBEAT": str(tmp_path / "heartbeat"),
        "HOIDONG_PORT": str(free_ports(1)[0]),
    }
    return ByHand(services=compose(SECRETS)["services"], given=given, folder=tmp_path)


def health(port: str) -> int | None:
    """Tell whether web can serve, as a status; None while nobody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_its_commands_serve_when_started_by_hand(by_hand: ByHand) -> None:
    assert by_hand.run("migrate") == 0
    assert by_hand.run("migrate") == 0, "a second time does no harm"
    web, worker = by_hand.start("web"), by_hand.start("worker")
    try:
        while health(by_hand.given["HOIDONG_PORT"]) != 200:
            web.pause(0.1)
        while by_hand.run("worker", "--check") != 0:
            worker.pause(0.1)
    finally:
        codes = web.stop(30), worker.stop(30)
    assert codes == (0, 0), web.tail() + worker.tail()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_web_says_that_it_is_not_ready_before_the_bucket_is_made(by_hand: ByHand) -> None:
    web = by_hand.start("web")
    try:
        while (status := health(by_hand.given["HOIDONG_PORT"])) is None:
            web.pause(0.1)
    finally:
        web.stop(30)
    assert status == 503
