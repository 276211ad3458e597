"""The one root of every error that the engine raises on purpose, each with a stable code.

A code never changes once released: integrators match on it. Texts are for people, in Vietnamese and English, and say
what to mend. This module knows no HTTP: `api.errors` holds the one table from error to status.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A message in both languages of the product."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """Give the text in `language` (`vi` or `en`; anything else reads Vietnamese)."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend in a model, a form or an input, and where it stands.

    A finding of severity `warning` does not stand in the way: the file works, but somebody should look.
    """

    code: str
    text: Text
    resource: str | None = None
    element_id: str | None = None
    line: int | None = None
    field: str | None = None
    severity: Severity = "error"


class EngineError(Exception):
    """Something that the engine refuses or could not do."""

    code: ClassVar[str] = "engine_error"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        text: Text,
        *,
        code: str | None = None,
        findings: tuple[Finding, ...] = (),
        details: Mapping[str, str | int] | None = None,
    ) -> None:
        super().__init__(text.en)
        self.text = text
        self.stable_code = code or self.code
        self.findings = findings
        self.details = dict(details or {})


class DefinitionError(EngineError):
    """A model, form or decision cannot be deployed; `findings` name file, element and line."""

    code = "definition_invalid"


class InputRejected(EngineError):
    """The caller's input does not fit; `findings` name the fields."""

    code = "input_rejected"


class NotFound(EngineError):
    """The thing does not exist, or the caller may not know that it does (both answer alike)."""

    code = "not_found"


class NotPermitted(EngineError):
    """The caller is known and may see the thing, but may not do this."""

    code = "not_permitted"


class NotAuthenticated(EngineError):
    """Nobody is signed in, or the credentials are wrong."""

    code = "not_authenticated"


class Conflict(EngineError):
    """The thing is no longer in the state that the caller saw."""

    code = "conflict"


class Unavailable(EngineError):
    """A part that we depend on does not answer now; trying again later may succeed."""

    code = "unavailable"
    retryable = True


class Outrun(Unavailable):
    """Two transactions stood in each other's way and the server undid this one; the same at once again is safe."""


class LimitExceeded(EngineError):
    """A bound that protects the service was reached; it cannot be lifted from a model."""

    code = "limit_exceeded"
