"""Who is asking: sessions of people, credentials of machines, CSRF, and the language of the answer.

Only the HTTP side lives here (cookies, headers, redirects); what a credential means is decided in `engine.operations`.
"""

from api.accounts.address import client_address
from api.accounts.credentials import (
    BasicCredentials,
    SessionCredentials,
    Shown,
    TokenCredentials,
    read_basic,
    shown_credentials,
)
from api.accounts.csrf import CSRF_FIELD, CSRF_HEADER, SAFE_METHODS, SESSION_COOKIE, check_csrf, check_site
from api.accounts.language import LANGUAGES, language_of, remember_language
from api.accounts.next_page import safe_next
from api.accounts.people import OpenedSession, enter_person, leave_person, opened_session
from api.accounts.visitor import CsrfTokens

__all__ = [
    "CSRF_FIELD",
    "CSRF_HEADER",
    "LANGUAGES",
    "SAFE_METHODS",
    "SESSION_COOKIE",
    "BasicCredentials",
    "CsrfTokens",
    "OpenedSession",
    "SessionCredentials",
    "Shown",
    "TokenCredentials",
    "check_csrf",
    "check_site",
    "client_address",
    "enter_person",
    "language_of",
    "leave_person",
    "opened_session",
    "read_basic",
    "remember_language",
    "safe_next",
    "shown_credentials",
]
