"""Which language a reader gets: their choice on this device, their account's, their browser's, else Vietnamese."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

LANGUAGES: Final = ("vi", "en")
LANGUAGE_COOKIE: Final = "hoidong_language"
_YEAR_S = 365 * 24 * 3600


def language_of(request: Request) -> str:
    """Give `vi` or `en`; the account's language counts once the request is signed in (`request.state.actor`)."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    actor = getattr(request.state, "actor", None)
    if actor is not None and "authorization" not in request.headers:
        return "en" if actor.language == "en" else "vi"
    return _accepted(request.headers.get("accept-language", ""))


def remember_language(response: Response, language: str, *, secure: bool) -> None:
    """Keep a person's choice on this device for a year; anything but a known language is left alone."""
    if language in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, language, max_age=_YEAR_S, secure=secure, httponly=True, samesite="lax", path="/"
        )


def _accepted(header: str) -> str:
    """Read an Accept-Language header (RFC 9110 §12.5.4); the best known language wins, a tie is Vietnamese's."""
    best, best_weight = "vi", 0.0
    for part in header[:500].split(","):
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        if language in LANGUAGES and (weight > best_weight or (weight == best_weight and language == "vi")):
            best, best_weight = language, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
