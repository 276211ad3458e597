"""Checks what was submitted through a form and gives the variables to set; the browser is never believed.

Hidden answers are dropped, read-only ones ignored, computed ones computed here, unknown ones refused.
"""

from collections.abc import Mapping

from engine.errors import Finding, InputRejected, Text
from engine.feel import Host
from engine.forms import messages
from engine.forms.check_value import Check
from engine.forms.evaluate_form import evaluate_form
from engine.forms.limits import DEFAULT_FORM_LIMITS, FormLimits
from engine.forms.schema import Form, Kind
from engine.forms.state import FormState
from engine.model.json_value import JsonValue


def validate_submission(
    form: Form,
    data: Mapping[str, JsonValue],
    *,
    host: Host,
    context: Mapping[str, JsonValue],
    limits: FormLimits = DEFAULT_FORM_LIMITS,
) -> dict[str, JsonValue]:
    """Give the clean variables of a submission, or raise InputRejected with one finding for each fault (`field`=key).

    An answer that `data` leaves out counts as the case's own value, or the default (see `evaluate_form`). An answer
    that is hidden now but had a value in the case becomes null, so that no answer outlives its question. Numbers are
    int or Decimal, dates ISO text, files lists of document keys. Raises LimitExceeded.
    """
    known = form.by_key()
    problems = [messages.finding("field_unknown", key=str(key), value=str(key)) for key in data if key not in known]
    state = evaluate_form(form, data, host=host, context=context)
    clean, faults = _clean(state, context, host, limits)
    problems += faults
    if problems:
        raise InputRejected(_summary(len(problems)), findings=tuple(problems))
    return clean


def _clean(
    state: FormState, context: Mapping[str, JsonValue], host: Host, limits: FormLimits
) -> tuple[dict[str, JsonValue], list[Finding]]:
    clean: dict[str, JsonValue] = {}
    faults: list[Finding] = []
    for one in state.walk():
        key = one.component.key
        if key is None:
            continue
        if not one.visible:
            if one.component.is_input and not one.readonly and context.get(key) is not None:
                clean[key] = None
        elif one.component.kind is Kind.EXPRESSION:
            clean[key] = one.value
        elif one.answerable:
            check = Check(state=one, scope=state.scope, host=host, limits=limits)
            clean[key] = check.run()
            faults += check.problems
    return clean, faults


def _summary(count: int) -> Text:
    return Text(
        vi=f"Còn {count} chỗ cần sửa trước khi gửi. Nội dung đã nhập còn nguyên.",
        en=f"{count} thing{' needs' if count == 1 else 's need'} mending before this can be sent. Your input is kept.",
    )
