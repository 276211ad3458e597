"""Forms on pages: view models and rendering. What a form means is in `engine.forms`; who may see it, elsewhere."""

from api.forms.dependencies import DIGEST_PREFIX
from api.forms.markdown import render_markdown
from api.forms.render import render_changes, render_fields, render_form, render_submission
from api.forms.views import FieldView, FormUrls, answer_views

__all__ = [
    "DIGEST_PREFIX",
    "FieldView",
    "FormUrls",
    "answer_views",
    "render_changes",
    "render_fields",
    "render_form",
    "render_markdown",
    "render_submission",
]
