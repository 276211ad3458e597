"""The secrecy walk: the same server as the API's tests, and a hidden denunciation in it."""

from tests.integration.api.conftest import logs, serve, served, settings

__all__ = ["logs", "serve", "served", "settings"]
