"""The embedded servers themselves: reachable, closed to strangers, and a fresh database for each test."""

import http.client

import psycopg
import pytest

from api.embedded import PostgresServer, S3Server

TABLES = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"


def test_each_test_gets_an_empty_database_of_its_own(empty_database_url: str) -> None:
    with psycopg.connect(empty_database_url) as connection:
        row = connection.execute(TABLES).fetchone()
    assert row == (0,)


def test_postgres_refuses_a_wrong_password(postgres_server: PostgresServer) -> None:
    url = postgres_server.url("postgres").replace(postgres_server.password, "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_postgres_has_no_unix_socket(postgres_server: PostgresServer) -> None:
    with psycopg.connect(postgres_server.url("postgres")) as connection:
        shown = connection.execute("SHOW unix_socket_directories").fetchone()
    assert shown == ("",)


def test_s3_refuses_a_request_without_a_key(seaweedfs_server: S3Server) -> None:
    connection = http.client.HTTPConnection(seaweedfs_server.endpoint, timeout=10)
    connection.request("GET", "/")
    assert connection.getresponse().status == 403
    connection.close()
