"""Works out what a form shows for given answers: which parts are visible, required, read-only, with which options.

The same evaluation serves the page (on every change) and the check on submit. It changes nothing; what expressions may
call is handed in as the FEEL host, what pickers may offer as the directory. The rows of dynamic lists are evaluated by
the same code, each over the scope around it.
"""

from collections.abc import Mapping

from engine.errors import Finding
from engine.feel import FeelValue, Host
from engine.forms.component_state import StateBuilder
from engine.forms.directory import Directory
from engine.forms.expressions import Expression, as_feel
from engine.forms.limits import DEFAULT_FORM_LIMITS, FormLimits
from engine.forms.schema import Component, Form
from engine.forms.state import ComponentState, FormState, RowState
from engine.forms.surroundings import Surroundings
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
    directory: Directory | None = None,
    limits: FormLimits = DEFAULT_FORM_LIMITS,
) -> FormState:
    """Give the state of `form` for the answers `data`, over the case's variables `context`.

    An answer is taken from `data`; without one from the case (unless the component has `prefill` "no"), then from its
    default. Hidden answers read as null in expressions. `errors` are hung on their fields by path. A picker without a
    `directory` has no options. Raises LimitExceeded.
    """
    around = Surroundings(host=host, errors=errors, directory=directory, limits=limits)
    outer = {name: as_feel(value) for name, value in context.items()}
    level = _Level(form.components, data, context, around, outer)
    level.settle()
    return FormState(form=form, components=level.states(), scope=level.scope)


class _Level:
    """The fields whose variables stand side by side: those of the form, or those of one row of a list."""

    def __init__(
        self,
        components: tuple[Component, ...],
        data: Mapping[str, JsonValue],
        context: Mapping[str, JsonValue],
        around: Surroundings,
        outer: Mapping[str, FeelValue],
        place: tuple[str, int] | None = None,
    ) -> None:
        self.components, self.data, self.context, self.around, self.place = components, data, context, around, place
        self.values: dict[str, JsonValue] = {}
        self.scope: dict[str, FeelValue] = dict(outer)
        self.hidden: set[str] = set()
        self.rows: dict[str, tuple[_Level, ...]] = {}

    def settle(self) -> None:
        """Evaluate conditions and computed values until nothing changes any more."""
        for component in (one for each in self.components for one in each.level()):
            if component.key is not None:
                self._set(component.key, self._answer(component))
        for _ in range(MAX_PASSES):
            before = (self.hidden, dict(self.values))
            self.hidden = set()
            for component in self.components:
                self._pass(component, hidden=False)
            if before == (self.hidden, self.values):
                return

    def _set(self, key: str, value: JsonValue) -> None:
        if key not in self.values or self.values[key] != value:
            self.scope[key] = as_feel(value)
        self.values[key] = value
        if self.place is not None:
            self.scope["this"] = as_feel(self.values)

    def _pass(self, component: Component, *, hidden: bool) -> None:
        hidden = hidden or (component.hide is not None and self._run(component.hide) is True)
        if hidden:
            self.hidden.add(component.id)
        if component.key is not None:
            self._set(component.key, None if hidden else self._answer(component))
        if component.repetition is None:
            for child in component.children:
                self._pass(child, hidden=hidden)

    def _answer(self, component: Component) -> JsonValue:
        if component.computed is not None:
            return self._run(component.computed)
        if component.repetition is not None:
            return self._row_values(component)
        key = component.key or ""
        if key in self.data and not self._flag(component.readonly):
            return self.data[key]
        if component.prefill and self.context.get(key) is not None:
            return self.context[key]
        return self._run(component.default) if isinstance(component.default, Expression) else component.default

    def _row_values(self, component: Component) -> JsonValue:
        former = row_list(self.context.get(component.key or "")) if component.prefill else None
        answered = row_list(self.data.get(component.key or ""))
        repetition = component.repetition
        assert repetition is not None  # noqa: S101  the caller has asked
        rows = answered if answered is not None else former
        if rows is None or (repetition.fixed and former is not None and len(rows) != len(former)):
            rows = former if former is not None else [{}] * repetition.first
        outer = {**self.scope, **dict.fromkeys(_names(component)), "parent": as_feel(self.values)}
        levels: list[_Level] = []
        for index, row in enumerate(rows[: self.around.limits.rows]):
            in_place = repetition.fixed and former is not None and index < len(former)
            context = former[index] if former is not None and in_place else {}
            scope = {**outer, "i": as_feel(index + 1)}
            level = _Level(component.children, row, context, self.around, scope, (component.key or "", index))
            level.settle()
            levels.append(level)
        self.rows[component.id] = tuple(levels)
        return [dict(level.values) for level in levels if level.says_something()]

    def says_something(self) -> bool:
        """Tell whether any field was answered: an empty one, an unticked box and a default that stands do not count."""
        return any(self._is_answered(one) for each in self.components for one in each.level())

    def _is_answered(self, component: Component) -> bool:
        value = self.values.get(component.key or "")
        if not component.is_input or value in (None, False, [], "") or self._flag(component.readonly):
            return False
        if isinstance(value, str) and not value.strip():
            return False
        return isinstance(component.default, list | dict) or value != component.default

    def states(self) -> tuple[ComponentState, ...]:
        """Give the states of this level's components, with all below them."""
        return tuple(self._state(component, parent_visible=True) for component in self.components)

    def _state(self, component: Component, *, parent_visible: bool) -> ComponentState:
        visible = parent_visible and component.id not in self.hidden
        builder = StateBuilder(self.around, self.scope, self.context, self.place)
        is_list = component.repetition is not None
        levels = self.rows.get(component.id, ()) if is_list and visible else ()
        return builder.build(
            component,
            visible=visible,
            value=self.values.get(component.key) if component.key is not None else None,
            children=()
            if is_list
            else tuple(self._state(child, parent_visible=visible) for child in component.children),
            rows=tuple(
                RowState(components=level.states(), scope=level.scope, answered=level.says_something())
                for level in levels
            ),
        )

    def _flag(self, flag: bool | Expression) -> bool:  # noqa: FBT001 (a stored setting, not a switch of this call)
        return self._run(flag) is True if isinstance(flag, Expression) else flag

    def _run(self, expression: Expression) -> JsonValue:
        return expression.evaluate(self.scope, self.around.host)


def _names(component: Component) -> list[str]:
    """Give the names of a row's own variables: none of them shows a variable of the case before it is answered."""
    return [one.key for each in component.children for one in each.level() if one.key is not None]


def row_list(raw: JsonValue) -> list[Mapping[str, JsonValue]] | None:
    """Give an answer of a dynamic list as its rows (what is no row reads as an empty one), None when it is no list."""
    if not isinstance(raw, list):
        return None
    return [row if isinstance(row, dict) else {} for row in raw]
