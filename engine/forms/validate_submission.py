"""Checks what was submitted through a form and gives the variables to set; the browser is never believed.

Hidden answers are dropped, read-only ones ignored, computed ones computed here, unknown ones refused. The rows of a
list are checked by the same code; a row in which nothing was entered does not count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.errors import Finding, InputRejected, Text
from engine.feel import Host
from engine.forms import messages
from engine.forms.check_value import Check
from engine.forms.directory import Directory
from engine.forms.evaluate_form import evaluate_form
from engine.forms.expressions import Scope
from engine.forms.limits import DEFAULT_FORM_LIMITS, FormLimits
from engine.forms.schema import Form, Kind, by_key
from engine.forms.state import ComponentState
from engine.model.json_value import JsonValue


def validate_submission(
    form: Form,
    data: Mapping[str, JsonValue],
    *,
    host: Host,
    context: Mapping[str, JsonValue],
    directory: Directory | None = None,
    limits: FormLimits = DEFAULT_FORM_LIMITS,
) -> dict[str, JsonValue]:
    """Give the clean variables of a submission, or raise InputRejected with one finding for each fault (`field`=path).

    An answer that `data` leaves out counts as the case's own value, or the default (see `evaluate_form`). An answer
    that is hidden now but had a value in the case becomes null, so that no answer outlives its question. Numbers are
    int or Decimal, dates ISO text, files lists of document keys, picks stable keys, lists have one object a row. A
    field of a row has the path `<list>.<index>.<key>`. Raises LimitExceeded.
    """
    state = evaluate_form(form, data, host=host, context=context, directory=directory, limits=limits)
    submission = _Submission(host=host, limits=limits)
    submission.refuse_unknown(data, form.by_key(), "")
    clean = submission.clean(state.walk(), state.scope, data, context)
    if submission.problems:
        raise InputRejected(_summary(len(submission.problems)), findings=tuple(submission.problems))
    return clean


@dataclass(kw_only=True)
class _Submission:
    host: Host
    limits: FormLimits
    problems: list[Finding] = field(default_factory=list)

    def refuse_unknown(self, data: Mapping[str, JsonValue], known: Mapping[str, object], prefix: str) -> None:
        self.problems += [
            messages.finding("field_unknown", key=prefix + str(key), value=str(key)) for key in data if key not in known
        ]

    def clean(
        self,
        states: Iterable[ComponentState],
        scope: Scope,
        data: Mapping[str, JsonValue],
        context: Mapping[str, JsonValue],
    ) -> dict[str, JsonValue]:
        """Give the clean answers of one level."""
        clean: dict[str, JsonValue] = {}
        for one in states:
            key = one.component.key
            if key is None:
                continue
            is_list = one.component.repetition is not None
            if not one.visible:
                asked = one.component.is_input or is_list
                if asked and not one.readonly and context.get(key) is not None:
                    clean[key] = None
            elif is_list:
                clean[key] = self.rows(one, data.get(key))
            elif one.component.kind is Kind.EXPRESSION:
                clean[key] = one.value
            elif one.answerable:
                check = Check(state=one, scope=scope, host=self.host, limits=self.limits)
                clean[key] = check.run()
                self.problems += check.problems
        return clean

    def rows(self, state: ComponentState, raw: JsonValue) -> JsonValue:
        """Give the rows of a list that hold anything, each with its clean answers."""
        if raw is not None and not (isinstance(raw, list) and all(isinstance(row, dict) for row in raw)):
            self.wrong(state, "rows_invalid")
            return None
        rows: list[JsonValue] = []
        repetition, known = state.component.repetition, by_key(state.component.children)
        for index, row in enumerate(state.rows):
            answered = raw[index] if isinstance(raw, list) and index < len(raw) else {}
            answers = answered if isinstance(answered, dict) else {}
            self.refuse_unknown(answers, known, f"{state.path}.{index}.")
            if row.answered:
                rows.append(self.clean(row.walk(), row.scope, answers, {}))
        count = len(raw) if isinstance(raw, list) and len(raw) > len(state.rows) else len(rows)
        if repetition is not None and not repetition.fixed:
            if count > repetition.most:
                self.wrong(state, "rows_too_many", limit=repetition.most, count=count)
            elif count < repetition.least:
                self.wrong(state, "rows_too_few", limit=repetition.least)
        return rows

    def wrong(self, state: ComponentState, code: str, *, limit: int = 0, count: int = 0) -> None:
        component = state.component
        self.problems.append(
            messages.finding(
                code, key=state.path, component_id=component.id, label=state.label, limit=str(limit), count=count
            )
        )


def _summary(count: int) -> Text:
    return Text(
        vi=f"Còn {count} chỗ cần sửa trước khi gửi. Nội dung đã nhập còn nguyên.",
        en=f"{count} thing{' needs' if count == 1 else 's need'} mending before this can be sent. Your input is kept.",
    )
