"""The conditions of a request (RFC 4918 §10.4 and RFC 9110 §13.1.1), and how long a lock is wanted (§10.7)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.datastructures import Headers

from api.webdav.properties import entity_tag
from api.webdav.refusals import malformed
from engine.model.editing import Condition

_LONGEST: Final = 4096
_TOKENS = re.compile(r"\s*(?:(?P<mark>[()])|(?P<not>Not\b)|<(?P<uri>[^<>]+)>|\[(?P<etag>[^\[\]]+)\])", re.IGNORECASE)
_SECONDS = re.compile(r"Second-(\d{1,10})", re.IGNORECASE)
_FOR_EVER: Final = timedelta(days=1)
Test = Callable[[str | None, str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """One condition of a list: a lock's token or an entity tag, perhaps denied."""

    text: str
    is_tag: bool
    denied: bool

    def holds(self, token: str | None, sha256: str) -> bool:
        """Tell whether it holds."""
        same = _is_tag_of(self.text, sha256) if self.is_tag else self.text == token
        return same is not self.denied


def read_condition(headers: Headers) -> Condition:
    """Read what a writer demands; raises InputRejected (`edit_malformed`)."""
    lists = tuple(_lists(headers.get("if", "")))
    if "if" in headers and not lists:
        raise malformed()
    match = headers.get("if-match")

    def met(token: str | None, sha256: str) -> bool:
        if match is not None and match.strip() != "*" and not _is_among(match, sha256):
            return False
        return not lists or any(all(said.holds(token, sha256) for said in each) for each in lists)

    tokens = (said.text for each in lists for said in each if not (said.is_tag or said.denied))
    return Condition(tokens=frozenset(tokens), met=met)


def wanted_timeout(headers: Headers) -> timedelta:
    """Give how long a lock is wanted, as far as it says."""
    asked = _SECONDS.search(headers.get("timeout", ""))
    return timedelta(seconds=min(int(asked[1]), int(_FOR_EVER.total_seconds()))) if asked else _FOR_EVER


def lock_token(headers: Headers) -> str:
    """Read the header Lock-Token; raises InputRejected."""
    given = headers.get("lock-token", "").strip()
    if not (given.startswith("<") and given.endswith(">")) or len(given) > _LONGEST:
        raise malformed()
    return given[1:-1]


def _lists(header: str) -> Iterator[tuple[_Said, ...]]:
    """Give the lists; which address each is tagged with does not matter, for there is one file."""
    if len(header) > _LONGEST:
        raise malformed()
    said: list[_Said] | None = None
    denied = False
    place, end = 0, len(header.rstrip())
    while place < end:
        found = _TOKENS.match(header, place)
        if found is None:
            raise malformed()
        place = found.end()
        if found["mark"] == "(" and said is None:
            said = []
        elif found["mark"] == ")" and said:
            yield tuple(said)
            said = None
        elif found["mark"] or (said is None and not found["uri"]):
            raise malformed()
        elif found["not"]:
            denied = True
        elif said is not None:
            said.append(_Said(text=found["uri"] or found["etag"], is_tag=bool(found["etag"]), denied=denied))
            denied = False
    if said is not None:
        raise malformed()


def _is_among(header: str, sha256: str) -> bool:
    return any(_is_tag_of(one, sha256) for one in header[:_LONGEST].split(","))


def _is_tag_of(tag: str, sha256: str) -> bool:
    return tag.strip().removeprefix("W/") == entity_tag(sha256)
