"""What a command refused, for the fields of the form that is shown again."""

from collections.abc import Mapping

from engine.errors import EngineError, InputRejected, Text


def errors_of(refused: EngineError | None) -> Mapping[str, Text]:
    """Give what was refused by the name of the field (the last part of its path)."""
    findings = refused.findings if isinstance(refused, InputRejected) else ()
    return {found.field.rpartition(".")[2]: found.text for found in findings if found.field is not None}
