"""Works out what a form shows for given answers: which parts are visible, required, read-only, with which options.

The same evaluation serves the page (on every change) and the check on submit. It changes nothing and asks nobody: what
expressions may call is handed in as the FEEL host.
"""

from collections.abc import Mapping
from dataclasses import replace

from engine.errors import Finding, Text
from engine.feel import FeelValue, Host
from engine.forms.expressions import Expression, as_feel
from engine.forms.parse_options import as_options
from engine.forms.schema import Component, Form, Kind, Option, OptionSource, Wording
from engine.forms.state import ComponentState, FormState
from engine.model.json_value import JsonValue

# Hiding may depend on answers that other conditions hide; a form that has not settled by then keeps its last state.
MAX_PASSES = 10


def evaluate_form(
    form: Form,
    data: Mapping[str, JsonValue],
    *,
    host: Host,
    context: Mapping[str, JsonValue],
    errors: tuple[Finding, ...] = (),
) -> FormState:
    """Give the state of `form` for the answers `data`, over the case's variables `context`.

    An answer is taken from `data`; without one from the case (unless the component has `prefill` "no"), then from its
    default. Hidden answers read as null in expressions. `errors` are hung on their fields by key. Raises LimitExceeded.
    """
    evaluation = _Evaluation(data, host, context, errors)
    evaluation.settle(form)
    states = tuple(evaluation.state_of(component, parent_visible=True) for component in form.components)
    return FormState(form=form, components=states, scope=evaluation.scope)


class _Evaluation:
    def __init__(
        self,
        data: Mapping[str, JsonValue],
        host: Host,
        context: Mapping[str, JsonValue],
        errors: tuple[Finding, ...],
    ) -> None:
        self.data, self.host, self.context, self.errors = data, host, context, errors
        self.values: dict[str, JsonValue] = {}
        self.scope: dict[str, FeelValue] = {name: as_feel(value) for name, value in context.items()}
        self.hidden: set[str] = set()

    def settle(self, form: Form) -> None:
        """Evaluate conditions and computed values until nothing changes any more."""
        for component in form.walk():
            if component.key is not None:
                self._set(component.key, self._answer(component))
        for _ in range(MAX_PASSES):
            before = (self.hidden, dict(self.values))
            self.hidden = set()
            for component in form.components:
                self._pass(component, hidden=False)
            if before == (self.hidden, self.values):
                return

    def _set(self, key: str, value: JsonValue) -> None:
        if key not in self.values or self.values[key] != value:
            self.scope[key] = as_feel(value)
        self.values[key] = value

    def _pass(self, component: Component, *, hidden: bool) -> None:
        hidden = hidden or (component.hide is not None and self._run(component.hide) is True)
        if hidden:
            self.hidden.add(component.id)
        if component.key is not None:
            self._set(component.key, None if hidden else self._answer(component))
        for child in component.children:
            self._pass(child, hidden=hidden)

    def _answer(self, component: Component) -> JsonValue:
        if component.computed is not None:
            return self._run(component.computed)
        key = component.key or ""
        if key in self.data and not self._flag(component.readonly):
            return self.data[key]
        if component.prefill and self.context.get(key) is not None:
            return self.context[key]
        return self._run(component.default) if isinstance(component.default, Expression) else component.default

    def state_of(self, component: Component, *, parent_visible: bool) -> ComponentState:
        """Give the state of one component and of all below it."""
        visible = parent_visible and component.id not in self.hidden
        rules = component.constraints
        options, known = self._options(component.options) if visible else ((), True)
        state = ComponentState(
            component=component,
            label=self._words(component.label) or Text(vi=component.key or "", en=component.key or ""),
            description=self._words(component.description),
            text=self._words(component.text),
            visible=visible,
            required=rules.required or (rules.required_if is not None and self._run(rules.required_if) is True),
            readonly=component.kind is Kind.EXPRESSION or self._flag(component.readonly),
            multiple=self._flag(component.multiple),
            value=self.values.get(component.key) if component.key is not None else None,
            options=options,
            options_known=known,
            children=tuple(self.state_of(child, parent_visible=visible) for child in component.children),
        )
        return replace(state, errors=self._errors_of(component))

    def _errors_of(self, component: Component) -> tuple[Finding, ...]:
        return tuple(found for found in self.errors if component.key is not None and found.field == component.key)

    def _options(self, source: OptionSource | None) -> tuple[tuple[Option, ...], bool]:
        if source is None:
            return (), True
        if source.fixed is not None:
            return source.fixed, True
        raw = self.context.get(source.variable) if source.variable is not None else None
        if source.expression is not None:
            raw = self._run(source.expression)
        options = as_options(raw)
        return (options, True) if options is not None else ((), False)

    def _words(self, wording: Wording | None) -> Text | None:
        if wording is None:
            return None
        vi = self._text(wording.vi)
        en = self._text(wording.en) if wording.en is not None else vi
        return Text(vi=vi, en=en)

    def _text(self, words: str | Expression) -> str:
        value = self._run(words) if isinstance(words, Expression) else words
        return "" if value is None else str(value)

    def _flag(self, flag: bool | Expression) -> bool:  # noqa: FBT001 (a stored setting, not a switch of this call)
        return self._run(flag) is True if isinstance(flag, Expression) else flag

    def _run(self, expression: Expression) -> JsonValue:
        return expression.evaluate(self.scope, self.host)
