"""Let conditional events happen when variables change, as Camunda 8.9 does.

A condition is asked when its event begins to wait, and again after each change of a variable that it names and sees.
Anything but true goes on waiting: data may still come. An activity whose work is done is not interrupted any more.
"""

from engine.errors import LimitExceeded
from engine.spiff.case import Case, TokenSpace
from engine.spiff.details import ConditionSetting
from engine.spiff.failure import ModelFailure
from engine.spiff.firing import check_fire, fire
from engine.spiff.tokens import Phase, Token

Changes = dict[tuple[int, str], bool]  # by scope key and name: True when the variable was created


def fire_conditions(case: Case) -> None:
    """Let the conditional events happen whose condition holds after what has changed, outer scopes first.

    Raises LimitExceeded when an event would make one token too many, or a condition passes the bounds of FEEL.
    """
    if not case.model.conditions:
        return
    fresh, changes = case.new_conditions, case.scopes.take_unseen()
    case.new_conditions = set()
    if changes and case.model.has_conditions_in_items:
        case.load_every_item()
    asked = [
        key
        for key, token in case.by_wait.items()
        if token.waits[key].is_condition and (key in fresh or _is_concerned(token, _setting(token, key), changes))
    ]
    for key in sorted(asked, key=lambda key: (_depth(case.by_wait[key].workflow), key)):
        token = case.by_wait.get(key)  # what fired before may have taken it away
        if token is not None and token.phase is not Phase.LEAVE and _holds(token, _setting(token, key)):
            check_fire(case, key, {})
            fire(case, key, {})


def _setting(token: Token, wait_key: int) -> ConditionSetting:
    return token.case.model.conditions[token.waits[wait_key].event_id]


def _is_concerned(token: Token, setting: ConditionSetting, changes: Changes) -> bool:
    """Tell whether a condition names a variable that has changed where its event sees it."""
    scopes = token.case.scopes
    return any(
        name in setting.names
        and (setting.on_create if created else setting.on_update)
        and scopes.holder_key(token.scope_key, name) == scope_key
        for (scope_key, name), created in changes.items()
    )


def _holds(token: Token, setting: ConditionSetting) -> bool:
    case = token.case
    try:
        value, _ = setting.condition.evaluate(case.scopes.view(token.scope_key), case.evaluator)
    except ModelFailure as failure:
        raise LimitExceeded(failure.text) from None
    return value is True


def _depth(space: TokenSpace) -> int:
    depth = 0
    while space.owner is not None:
        depth, space = depth + 1, space.owner.workflow
    return depth
