"""The application of one web process; the command `hoidong web` names it to uvicorn, which calls it in each process."""

from fastapi import FastAPI

from api.app import create_app
from api.settings import get_settings


def web_process() -> FastAPI:
    """Build the application: its connections belong to this process alone."""
    return create_app(get_settings())
