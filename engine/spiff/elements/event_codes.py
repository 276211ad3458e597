"""Read what names thrown and caught events: codes of errors and escalations, names of signals.

A catch event's code is static text, so that nobody has to guess at run time who catches what; a thrown one may be FEEL.
"""

from engine.spiff.details import ErrorSetting, EscalationSetting, SignalSetting
from engine.spiff.reading import Reading
from engine.spiff.values import Value
from engine.untrusted_xml import Node


def read_error_catch(definition: Node, reading: Reading) -> ErrorSetting | None:
    """Read which error is caught; without a reference or a code it is any error."""
    declared = _declared(definition, "errorRef", reading)
    return ErrorSetting(code=_static(declared, "errorCode", reading))


def read_error_code(definition: Node, reading: Reading) -> Value | None:
    """Read the code of a thrown error, which must have one."""
    declared = _declared(definition, "errorRef", reading)
    code = reading.value(declared, "errorCode", "Mã lỗi", "The error code")
    reading.required(
        definition,
        declared is not None and declared.get("errorCode"),
        "Sự kiện ném lỗi cần một lỗi có mã (errorRef, errorCode).",
        "An event that throws an error needs an error with a code (errorRef, errorCode).",
    )
    return code


def read_escalation_catch(definition: Node, reading: Reading) -> EscalationSetting | None:
    """Read which escalation is caught; without a reference or a code it is any escalation."""
    declared = _declared(definition, "escalationRef", reading)
    return EscalationSetting(code=_static(declared, "escalationCode", reading))


def read_escalation_code(definition: Node, reading: Reading) -> Value | None:
    """Read the code of a thrown escalation, which must have one."""
    declared = _declared(definition, "escalationRef", reading)
    code = reading.value(declared, "escalationCode", "Mã báo cáo vượt cấp", "The escalation code")
    reading.required(
        definition,
        declared is not None and declared.get("escalationCode"),
        "Sự kiện báo cáo vượt cấp cần một mã (escalationRef, escalationCode).",
        "An event that throws an escalation needs one with a code (escalationRef, escalationCode).",
    )
    return code


def read_signal(definition: Node, reading: Reading) -> SignalSetting | None:
    """Read the name of a signal, static or FEEL."""
    declared = _declared(definition, "signalRef", reading)
    name = reading.value(declared, "name", "Tên tín hiệu", "The signal's name")
    reading.required(
        definition,
        declared is not None and declared.get("name"),
        "Sự kiện tín hiệu cần một tín hiệu có tên (signalRef, name).",
        "A signal event needs a signal with a name (signalRef, name).",
    )
    return None if name is None else SignalSetting(name=name)


def _declared(definition: Node, attribute: str, reading: Reading) -> Node | None:
    """Find the element at the root of the file that an event refers to, with a finding when it is not there."""
    reference = definition.get(attribute)
    found = reading.declared.get(reference or "")
    if reference and found is None:
        reading.findings.add(
            "dangling_reference",
            definition,
            f"Tệp không định nghĩa “{reference}” ({attribute}).",
            f"The file does not define “{reference}” ({attribute}).",
        )
    return found


def _static(declared: Node | None, attribute: str, reading: Reading) -> str | None:
    code = (declared.get(attribute) or "").strip() if declared is not None else ""
    if code.startswith("="):
        reading.findings.add(
            "static_text_expected",
            declared,
            f"Mã “{code}” được bắt nên phải là chữ cố định, không phải biểu thức.",
            f"Code “{code}” is caught, so it must be static text, not an expression.",
        )
    return code or None
