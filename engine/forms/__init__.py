"""Forms: read a form-js schema, work out what it shows for given answers, check what was submitted.

Pure: no I/O, no HTTP, no database. Pages render a `FormState` (api.forms); operations call `validate_submission`.
"""

from engine.forms.change_rows import ChangedRows, change_rows
from engine.forms.check_value import as_posted
from engine.forms.coerce_html import FIELD_PREFIX, coerce_html, field_name, show_number
from engine.forms.dates import show as show_date
from engine.forms.directory import AWAITS, FIELD, Directory, Entry, Source, is_offered, let_in_by
from engine.forms.evaluate_form import evaluate_form
from engine.forms.expressions import Expression
from engine.forms.file_answers import accepts, file_answers, keep_files
from engine.forms.limits import DEFAULT_FORM_LIMITS, FormLimits
from engine.forms.parse_form import parse_form
from engine.forms.schema import (
    CHOICE_KINDS,
    MANY_KINDS,
    Column,
    Component,
    DateKind,
    Form,
    Kind,
    Option,
    Wording,
    by_key,
)
from engine.forms.state import ComponentState, FormState, RowState
from engine.forms.validate_submission import validate_submission

__all__ = [
    "AWAITS",
    "CHOICE_KINDS",
    "DEFAULT_FORM_LIMITS",
    "FIELD",
    "FIELD_PREFIX",
    "MANY_KINDS",
    "ChangedRows",
    "Column",
    "Component",
    "ComponentState",
    "DateKind",
    "Directory",
    "Entry",
    "Expression",
    "Form",
    "FormLimits",
    "FormState",
    "Kind",
    "Option",
    "RowState",
    "Source",
    "Wording",
    "accepts",
    "as_posted",
    "by_key",
    "change_rows",
    "coerce_html",
    "evaluate_form",
    "field_name",
    "file_answers",
    "is_offered",
    "keep_files",
    "let_in_by",
    "parse_form",
    "show_date",
    "show_number",
    "validate_submission",
]
