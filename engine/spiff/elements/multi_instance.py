"""Multi-instance: the activity once for each item of a collection, side by side or one after another (Camunda 8).

Each item has its own record with its value, its tokens or its result, so that a completion costs the same with ten
items and with ten thousand. The results are put together once, when the body is left.
"""

from collections.abc import Iterator, Mapping

from engine.errors import Text
from engine.feel import FeelValue, from_json
from engine.model.json_value import JsonValue
from engine.spiff.elements.loop_setting import MultiInstance
from engine.spiff.elements.repetition import Repeating, Repetition, truth
from engine.spiff.failure import EXTRACT_VALUE_ERROR, LIMIT_EXCEEDED, ModelFailure
from engine.spiff.feel_json import keep
from engine.spiff.job_settings import whole_number
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token

LIST = Text(vi="một danh sách", en="a list")
COUNT = Text(vi="số nguyên không âm", en="a whole number, 0 or more")
NO_VALUE = "item"  # stands in messages for the items of a collection without an input element


class MultiInstanceBody(Repeating):
    """Begins the items and collects their results."""

    @property
    def loop(self) -> MultiInstance:
        """What the model says about the items."""
        assert isinstance(self.details.loop, MultiInstance)  # noqa: S101 - the parser chooses the spec by it
        return self.details.loop

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Evaluate the collection and check that its items may live."""
        case = token.case
        found = self._items(token, view)
        self.check_room(token, min(len(found), 1) if self.loop.is_sequential else len(found))
        name = self.loop.element or NO_VALUE
        items = [keep(value, EXTRACT_VALUE_ERROR, name) for value in found]
        case.scopes.check({name: items})
        return items

    def _items(self, token: Token, view: ScopeView) -> list[FeelValue]:
        """Give the items of the collection, or a null for each of a mere number of them."""
        source, counts = self.loop.collection, self.loop.counts
        found, warnings = source.evaluate(view, token.case.evaluator)
        count = whole_number(found) if counts else len(found) if isinstance(found, list) else None
        if count is None or count < 0:
            expected = COUNT if counts else LIST
            raise ModelFailure(
                EXTRACT_VALUE_ERROR,
                f"{source.about.vi} ({source.shown}) phải là {expected.vi}.",
                f"{source.about.en} ({source.shown}) must be {expected.en}.",
                warnings,
            )
        bound = token.case.limits.multi_instance_items
        if count > bound:
            raise ModelFailure(
                LIMIT_EXCEEDED,
                f"Bước lặp có {count} mục, vượt giới hạn {bound}. Hãy chia nhỏ danh sách.",
                f"The multi-instance activity has {count} items, more than the limit of {bound}. Split it.",
            )
        return found if isinstance(found, list) else [None] * count

    def act(self, token: Token, prepared: object) -> bool:
        """Begin all items, or the first; done at once when there is none."""
        assert isinstance(prepared, list)  # noqa: S101 - made above
        self.open_scope(token, {})
        space = self.open_space(token)
        space.total = len(prepared)
        token.case.items.begin_body(token.key)
        if self.loop.is_sequential:
            for index, value in enumerate(prepared[1:], start=1):
                token.case.items.write(token.key, index, 0, {"v": value})
            prepared = prepared[:1]
        for index, value in enumerate(prepared):
            space.begin_item(index, self._variables(value))
        return not prepared

    def judge(self, space: Repetition, token: Token, outputs: Mapping[str, FeelValue]) -> object:
        """Work out the item's result, and whether the others are no longer wanted."""
        loop, case = self.loop, token.case
        result: JsonValue = None
        if loop.output_element is not None:
            value, _ = loop.output_element.evaluate(case.scopes.view(token.scope_key, outputs), case.evaluator)
            result = keep(value, EXTRACT_VALUE_ERROR, loop.output or "")
            case.scopes.check({loop.output or "": result})
        if loop.completion is None:
            return result, False
        seen = _Seen(self, space, token, result, outputs)
        value, warnings = loop.completion.evaluate(case.scopes.view(token.scope_key, seen), case.evaluator)
        return result, truth(value, loop.completion, warnings)

    def item_done(self, space: Repetition, token: Token) -> None:
        """Keep the result; end the body after the last item or when the condition says so, else begin the next."""
        assert isinstance(token.outcome, tuple)  # noqa: S101 - made by `judge`
        result, enough = token.outcome
        items, key = space.top_workflow.items, space.scope_key
        items.write(key, token.index or 0, token.key, {"r": result})
        if enough or space.completed == space.total:
            space.end()
        elif self.loop.is_sequential:
            space.begin_item(space.started, self._variables(items.state(key, space.started)["v"]))

    def outcome(self, token: Token) -> tuple[dict[str, JsonValue], dict[str, FeelValue]]:
        """Give the output collection, null where an item did not come to its end."""
        case, name = token.case, self.loop.output
        if name is None:
            return {}, {}
        collected = {name: self.results(case.subprocesses[token.id])}
        case.scopes.check(collected, token.enclosing_key)
        return collected, {name: from_json(collected[name])} if self.is_conditional else {}

    def results(self, space: Repetition) -> JsonValue:
        """Give the results so far, by index."""
        results: list[JsonValue] = [None] * space.total
        for item in space.top_workflow.items.every(space.scope_key):
            results[item.index] = item.state.get("r")
        return results

    def _variables(self, value: JsonValue) -> dict[str, JsonValue]:
        """Give an item's own variables; what its result is made from is its own too, as in Camunda 8."""
        loop = self.loop
        own: dict[str, JsonValue] = {} if loop.output_variable is None else {loop.output_variable: None}
        if loop.element is not None:
            own[loop.element] = value
        return own


class _Seen(Mapping[str, FeelValue]):
    """What the completion condition sees beside the item's scope: the counts, and the results if it asks for them."""

    def __init__(
        self,
        body: MultiInstanceBody,
        space: Repetition,
        token: Token,
        result: JsonValue,
        outputs: Mapping[str, FeelValue],
    ) -> None:
        self._body, self._space = body, space
        self._this = (token.index or 0, result)
        self._output = body.loop.output
        counts = {
            "numberOfInstances": space.total,
            "numberOfActiveInstances": space.active - 1,
            "numberOfCompletedInstances": space.completed + 1,
            "numberOfTerminatedInstances": 0,
        }
        self._plain = {**outputs, **{name: from_json(count) for name, count in counts.items()}}

    def __getitem__(self, name: str) -> FeelValue:
        if name == self._output:
            self._plain[name] = self._results()
            self._output = None  # now among the plain ones
        return self._plain[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._plain, **dict.fromkeys(filter(None, [self._output]))})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return name in self._plain or (name is not None and name == self._output)

    def _results(self) -> FeelValue:
        results = self._body.results(self._space)
        assert isinstance(results, list)  # noqa: S101 - made by `results`
        index, result = self._this
        results[index] = result
        return from_json(results)
