"""The bounds on a form file and on what people may send through a form; an operator may change them, a form cannot."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLimits:
    """How large a form and its answers may be.

    file_bytes    the .form file
    json_depth    nesting of its JSON
    components    components in one form, groups included
    group_depth   groups within groups
    options       options of one select, radio or checklist
    text_chars    characters in one answer, and in one text of the form itself
    files         files in one file field
    rows          rows of one dynamic list, and of one table as a page shows it
    number_digits digits of one number, and the size of its exponent
    """

    file_bytes: int = 1_000_000
    json_depth: int = 40
    components: int = 500
    group_depth: int = 5
    options: int = 2_000
    text_chars: int = 100_000
    files: int = 50
    rows: int = 200
    number_digits: int = 30


DEFAULT_FORM_LIMITS = FormLimits()
