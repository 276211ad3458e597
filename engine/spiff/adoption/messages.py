"""Messages of the other engine: it finds the waiting case by its business key."""

from engine.spiff.adoption.expressions import Untranslated, is_expression, value_of
from engine.spiff.adoption.rewriting import Rewriting, extend
from engine.untrusted_xml import Node

_CASE_CODE = "=ma_ho_so"  # the variable that holds what the other engine calls the business key


def adopt_message(message: Node, rewriting: Rewriting) -> None:
    """Let a message find the waiting case by the case's code; translate a name that is computed."""
    extend(message, "subscription", correlationKey=_CASE_CODE)
    name = message.get("name")
    if not name or not is_expression(name):
        return
    try:
        message.set("name", value_of(name))
    except Untranslated:
        rewriting.refuse(
            "expression_not_translated",
            message,
            f"Không chuyển được tên thông điệp “{name[:120]}” sang FEEL. Hãy ghi tên cố định hoặc công thức FEEL.",
            f"The message name “{name[:120]}” cannot be translated into FEEL. Write a fixed name or a FEEL expression.",
        )
