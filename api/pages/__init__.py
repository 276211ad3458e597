"""The HTML pages: one router a purpose. Import from here; nothing but `api.app` does."""

from fastapi import APIRouter

from api.pages import (
    briefing,
    case,
    case_commands,
    case_notes,
    case_people,
    cases,
    comparing,
    decision_commands,
    decisions,
    designed_forms,
    designer,
    designer_commands,
    form_commands,
    handing,
    identity,
    inbox,
    interventions,
    language,
    live,
    notices,
    petition_reports,
    pick,
    progress,
    registers,
    reviewed_models,
    sign_in,
    start,
    substitutes,
    task,
)
from api.pages.administration import routers as administration_routers
from api.pages.errors import render_error
from api.templating import STATIC_FOLDER

routers: tuple[APIRouter, ...] = (
    sign_in.router,
    language.router,
    inbox.router,
    task.router,
    handing.router,
    substitutes.router,
    start.router,
    pick.router,
    cases.router,
    comparing.router,
    case.router,
    case_commands.router,
    case_notes.router,
    case_people.router,
    identity.router,
    live.router,
    notices.router,
    progress.router,
    briefing.router,
    interventions.router,
    registers.router,
    petition_reports.router,
    form_commands.router,
    decision_commands.router,
    decisions.router,
    designed_forms.router,
    designer.router,
    designer_commands.router,
    reviewed_models.router,
    *administration_routers,
)

__all__ = ["STATIC_FOLDER", "render_error", "routers"]
