"""Free TCP ports on 127.0.0.1 for the embedded services, kept between starts where possible.

Ports come from below the kernel's range for outgoing connections, so that nothing takes them between the choice and
the service's own bind.
"""

import errno
import json
import random
import socket
from collections.abc import Sequence
from pathlib import Path

from api.processes import ChildFailed

LOWEST, HIGHEST = 11_000, 21_900
# SeaweedFS listens for gRPC at each of its ports plus this.
GRPC_OFFSET = 10_000


class PortTaken(ChildFailed):
    """A port that somebody chose is in use by another program."""


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether a server could listen at `host`:`port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def require_free(port: int, host: str = "127.0.0.1") -> None:
    """Raise PortTaken unless `host`:`port` is free."""
    if not is_free(port, host):
        msg = f"port {port} on {host} is in use by another program; choose another with HOIDONG_PORT"
        raise PortTaken(msg)


def free_ports(count: int) -> list[int]:
    """Choose `count` different free ports whose gRPC companions (plus 10,000) are free too."""
    chosen: list[int] = []
    source = random.SystemRandom()
    for port in source.sample(range(LOWEST, HIGHEST), HIGHEST - LOWEST):
        if is_free(port) and is_free(port + GRPC_OFFSET):
            chosen.append(port)
        if len(chosen) == count:
            return chosen
    msg = f"no {count} free ports between {LOWEST} and {HIGHEST}"
    raise PortTaken(msg)


def remembered_ports(file: Path, names: Sequence[str]) -> dict[str, int]:
    """Give one port for each name: those of the last start if all are still free, else new ones (then stored)."""
    try:
        stored = json.loads(file.read_text())
        ports = {name: int(stored[name]) for name in names}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        ports = {}
    if ports and all(is_free(port) and is_free(port + GRPC_OFFSET) for port in ports.values()):
        return ports
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(ports, indent=2) + "\n")
    return ports
