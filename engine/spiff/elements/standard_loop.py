"""Standard loop: the activity again and again while its condition holds (BPMN 2.0.2 §10.3.8).

Camunda 8 has none; here it is a body with one item at a time, whose `loopCounter` says the round, from 1. An endless
loop without a wait meets the bound on steps.
"""

from collections.abc import Mapping

from engine.feel import FeelValue, from_json
from engine.spiff.elements.loop_setting import StandardLoop
from engine.spiff.elements.repetition import COUNTER, Repeating, Repetition, truth
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token


class StandardLoopBody(Repeating):
    """Begins the next round until the condition or the model's maximum says no."""

    @property
    def loop(self) -> StandardLoop:
        """What the model says about the rounds."""
        assert isinstance(self.details.loop, StandardLoop)  # noqa: S101 - the parser chooses the spec by it
        return self.details.loop

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Tell whether there is a first round; when the condition is tested before, it sees `loopCounter` 0."""
        self.check_room(token, 1)
        return not self.loop.test_before or self._holds(token, token.scope_key, {COUNTER: from_json(0)})

    def act(self, token: Token, prepared: object) -> bool:
        """Begin the first round, or be done."""
        self.open_scope(token, {})
        space = self.open_space(token)
        token.case.items.begin_body(token.key)
        if not prepared:
            return True
        space.begin_item(0, {})
        return False

    def judge(self, space: Repetition, token: Token, outputs: Mapping[str, FeelValue]) -> object:
        """Tell whether another round follows."""
        is_last = space.started == self.loop.maximum
        return not is_last and self._holds(token, token.scope_key, outputs)

    def item_done(self, space: Repetition, token: Token) -> None:
        """Begin the next round, or let the body be left."""
        items, index = space.top_workflow.items, token.index or 0
        items.drop(space.scope_key, index)
        if token.outcome:
            space.begin_item(index + 1, {})
        else:
            space.end()

    def _holds(self, token: Token, scope_key: int, local: Mapping[str, FeelValue]) -> bool:
        condition, case = self.loop.condition, token.case
        value, warnings = condition.evaluate(case.scopes.view(scope_key, local), case.evaluator)
        return truth(value, condition, warnings)
