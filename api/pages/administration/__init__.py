"""Quản trị: law, organisation, people and access, each page over one operation of `engine.operations`.

Every page asks for SYSTEM:UPDATE through its operation; nothing here decides.
"""

from fastapi import APIRouter

from api.pages.administration import (
    calendar,
    code_lists,
    factors,
    groups,
    home,
    imports,
    log,
    mail,
    people,
    rules,
    series,
    sessions,
    units,
    why,
)

routers: tuple[APIRouter, ...] = (
    home.router,
    rules.router,
    calendar.router,
    code_lists.router,
    series.router,
    units.router,
    people.router,
    groups.router,
    imports.router,
    sessions.router,
    factors.router,
    mail.router,
    why.router,
    log.router,
)

__all__ = ["routers"]
