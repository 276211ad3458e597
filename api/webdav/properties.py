"""What a PROPFIND tells of a file and of the folder around it (RFC 4918 §15). There are no dead properties."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

from lxml import etree

from engine.model.editing import EditLock
from engine.model.records import DocumentRecord
from engine.operations.editing.edited import Edited
from engine.untrusted_xml import Node

_DAV: Final = "{DAV:}"
_WRITE: Final = ("locktype", "write")
_EXCLUSIVE: Final = ("lockscope", "exclusive")
_TAG_LETTERS: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property: its name, and either a text or elements as its value."""

    name: str
    text: str | None = None
    inner: tuple[Node, ...] = ()

    def element(self) -> Node:
        """Write it."""
        made = etree.Element(self.name)
        made.text = self.text
        made.extend(self.inner)
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """An address and its properties."""

    href: str
    properties: tuple[Property, ...]


def folder(href: str) -> Resource:
    """Tell of the folder in which the file stands alone."""
    return Resource(
        href=href,
        properties=(
            _text("displayname", ""),
            _inner("resourcetype", etree.Element(f"{_DAV}collection")),
            _inner("supportedlock"),
            _inner("lockdiscovery"),
        ),
    )


def file(href: str, edited: Edited, now: datetime) -> Resource:
    """Tell of the file."""
    record = edited.document.record
    return Resource(
        href=href,
        properties=(
            _text("displayname", edited.file_name),
            _text("creationdate", f"{record.uploaded_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
            _text("getlastmodified", last_modified(record)),
            _text("getcontentlength", str(record.size_bytes)),
            _text("getcontenttype", record.content_type),
            _text("getetag", entity_tag(record.sha256)),
            _inner("resourcetype"),
            _inner("supportedlock", _tree("lockentry", _tree(*_EXCLUSIVE), _tree(*_WRITE))),
            discovery(href, edited.file.lock, now, username=edited.actor.username),
        ),
    )


def discovery(href: str, lock: EditLock | None, now: datetime, *, username: str) -> Property:
    """Tell who has the file open; the token of a lock is told to its holder alone."""
    if lock is None or not lock.holds_at(now):
        return _inner("lockdiscovery")
    active = _tree("activelock", _tree(*_WRITE), _tree(*_EXCLUSIVE), _leaf("depth", "0"), _leaf("owner", lock.holder))
    active.append(_leaf("timeout", f"Second-{max(int((lock.until - now).total_seconds()), 1)}"))
    if lock.username == username:
        active.append(_tree("locktoken", _leaf("href", lock.token)))
    active.append(_tree("lockroot", _leaf("href", href)))
    return _inner("lockdiscovery", active)


def entity_tag(sha256: str) -> str:
    """Give the entity tag of a file's bytes: half of the hash, for programs that keep short ones."""
    return f'"{sha256[:_TAG_LETTERS]}"'


def last_modified(record: DocumentRecord) -> str:
    """Write when a file came, as HTTP does."""
    return format_datetime(record.uploaded_at.astimezone(UTC), usegmt=True)


def _text(name: str, text: str) -> Property:
    return Property(name=f"{_DAV}{name}", text=text)


def _inner(name: str, *inner: Node) -> Property:
    return Property(name=f"{_DAV}{name}", inner=inner)


def _leaf(name: str, text: str) -> Node:
    made = etree.Element(f"{_DAV}{name}")
    made.text = text
    return made


def _tree(name: str, *inner: Node | str) -> Node:
    made = etree.Element(f"{_DAV}{name}")
    for one in inner:
        made.append(etree.Element(f"{_DAV}{one}") if isinstance(one, str) else one)
    return made
