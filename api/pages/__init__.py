"""The HTML pages: one router a purpose. Import from here; nothing but `api.app` does."""

from fastapi import APIRouter

from api.pages import cases, inbox, language, progress, sign_in
from api.pages.errors import render_error
from api.templating import STATIC_FOLDER

routers: tuple[APIRouter, ...] = (
    sign_in.router,
    language.router,
    inbox.router,
    cases.router,
    progress.router,
)

__all__ = ["STATIC_FOLDER", "render_error", "routers"]
