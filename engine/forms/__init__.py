"""Forms: read a form-js schema, work out what it shows for given answers, check what was submitted.

Pure: no I/O, no HTTP, no database. Pages render a `FormState` (api.forms); operations call `validate_submission`.
"""

from engine.forms.check_value import as_posted
from engine.forms.coerce_html import FIELD_PREFIX, coerce_html, field_name, show_number
from engine.forms.dates import show as show_date
from engine.forms.evaluate_form import evaluate_form
from engine.forms.expressions import Expression
from engine.forms.limits import DEFAULT_FORM_LIMITS, FormLimits
from engine.forms.parse_form import parse_form
from engine.forms.schema import Component, DateKind, Form, Kind, Option, Wording
from engine.forms.state import ComponentState, FormState
from engine.forms.validate_submission import validate_submission

__all__ = [
    "DEFAULT_FORM_LIMITS",
    "FIELD_PREFIX",
    "Component",
    "ComponentState",
    "DateKind",
    "Expression",
    "Form",
    "FormLimits",
    "FormState",
    "Kind",
    "Option",
    "Wording",
    "as_posted",
    "coerce_html",
    "evaluate_form",
    "field_name",
    "parse_form",
    "show_date",
    "show_number",
    "validate_submission",
]
