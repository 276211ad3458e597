"""Quản trị: law, organisation, people and access, each page over one operation of `engine.operations`.

Every page asks for SYSTEM:UPDATE through its operation; nothing here decides.
"""

from fastapi import APIRouter

from api.pages.administration import calendar, factors, home, imports, log, mail, people, rules, sessions, units, why

routers: tuple[APIRouter, ...] = (
    home.router,
    rules.router,
    calendar.router,
    units.router,
    people.router,
    imports.router,
    sessions.router,
    factors.router,
    mail.router,
    why.router,
    log.router,
)

__all__ = ["routers"]
