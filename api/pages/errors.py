"""Shows an error to a person: what happened, what was kept, what to do now, and a code for the administrator.

The status and the texts come from `api.errors`; this module only chooses the template.
"""

from fastapi import Request
from starlette.responses import Response

from api.errors import ErrorView
from api.templating import render


def render_error(request: Request, view: ErrorView, language: str) -> Response:
    """Answer with a page, or with a fragment for htmx and scripts."""
    template = "fragments/error.html" if request.headers.get("HX-Request") == "true" else "pages/error.html"
    response = render(request, template, language=language, status=view.status, view=view)
    if template.startswith("fragments"):
        # Wherever the answer was meant to go, the page's notice area is the place where people look.
        response.headers["HX-Retarget"] = "#flash"
        response.headers["HX-Reswap"] = "innerHTML"
    if "retry_after_s" in view.details:
        response.headers["Retry-After"] = str(view.details["retry_after_s"])
    return response
