"""The pages over a real server and database: the same server as the API's tests."""

from tests.integration.api.conftest import logs, serve, served, settings

__all__ = ["logs", "serve", "served", "settings"]
