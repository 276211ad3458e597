"""The services that `make run` and the tests bring along: a real PostgreSQL and an S3 server, from Python wheels.

Production uses servers of its own and imports nothing from here. Every process started here ends with the process
that started it, however that one ends.
"""

from api.embedded.credentials import Credentials, load_credentials
from api.embedded.installation import Installation, open_installation
from api.embedded.ports import PortTaken, free_ports, remembered_ports, require_free
from api.embedded.postgres import UNSAFE_BUT_FAST, PostgresServer, create_database, postgres_majors, start_postgres
from api.embedded.preparation import (
    filling,
    forget_prepared,
    is_prepared,
    note_prepared,
    prepared_mark,
    throw_half_filled_away,
)
from api.embedded.s3 import SEAWEEDFS_PORTS, S3Server, start_minio, start_seaweedfs

__all__ = [
    "SEAWEEDFS_PORTS",
    "UNSAFE_BUT_FAST",
    "Credentials",
    "Installation",
    "PortTaken",
    "PostgresServer",
    "S3Server",
    "create_database",
    "filling",
    "forget_prepared",
    "free_ports",
    "is_prepared",
    "load_credentials",
    "note_prepared",
    "open_installation",
    "postgres_majors",
    "prepared_mark",
    "remembered_ports",
    "require_free",
    "start_minio",
    "start_postgres",
    "start_seaweedfs",
    "throw_half_filled_away",
]
