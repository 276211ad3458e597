"""Which rule of a line of the register applies: each rule's condition is FEEL over the facts of the case.

Conditions are data of administrators like the numbers are; a model names the line and hands over what it knows.
"""

from collections.abc import Mapping
from datetime import date

from engine.calendar import LegalRule, Mode, RuleBook
from engine.errors import InputRejected, NotFound, Text
from engine.feel import FeelError, FeelValue, Host, compile_expression


def holds(rule: LegalRule, facts: Mapping[str, FeelValue], host: Host) -> bool:
    """Tell whether a rule's condition holds; one without a condition always does, an unknown fact never does.

    Raises InputRejected (code `rule_condition_failed`) that names the rule when the condition cannot be evaluated
    within the bounds of an expression.
    """
    if rule.condition is None:
        return True
    try:
        return compile_expression(rule.condition).evaluate(facts, host=host).value is True
    except FeelError as error:
        raise InputRejected(
            Text(
                vi=f"Điều kiện của quy tắc {rule.id} không tính được: {error.message_vi}",
                en=f"The condition of rule {rule.id} cannot be evaluated: {error.message_en}",
            ),
            code="rule_condition_failed",
            details={"rule": rule.id},
        ) from error


def choose_rule(
    book: RuleBook, register_id: str, facts: Mapping[str, FeelValue], day: date, host: Host
) -> LegalRule | None:
    """Give the rule of a register line that is in force on `day`, not switched off, and whose condition holds.

    The first in the order of their ids; None when none holds. Raises NotFound for a line that no rule belongs to.
    """
    variants = book.variants(register_id)
    if not variants:
        raise NotFound(
            Text(
                vi=f"Sổ quy tắc không có dòng {register_id}.", en=f"No rule belongs to the register line {register_id}."
            ),
            code="legal_rule_unknown",
            details={"rule": register_id},
        )
    alive = (rule for rule in variants if rule.mode is not Mode.OFF and rule.in_force(day))
    return next((rule for rule in sorted(alive, key=lambda rule: rule.id) if holds(rule, facts, host)), None)
