"""Which names a FEEL text must be told of: those that words alone do not make."""

import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[^\W\d]\w*(?: (?:[^\W\d]\w*|\d+))*")
_KEYWORDS = frozenset(
    {"and", "or", "in", "between", "then", "else", "return", "satisfies", "if", "for", "some", "every", "function",
     "true", "false", "null", "instance", "of", "not"}
)  # fmt: skip


def declared(scope: frozenset[str], names: Iterable[str]) -> frozenset[str]:
    """Add names to those that the expressions of a scope must be told of; plain words need no telling."""
    special = {name for name in names if not _is_plain(name)}
    return scope | special if special - scope else scope


def _is_plain(name: str) -> bool:
    return _PLAIN.fullmatch(name) is not None and _KEYWORDS.isdisjoint(name.split())
