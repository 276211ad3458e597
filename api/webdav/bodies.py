"""The XML that programs send, bounded and without entities, and the XML that they are answered (RFC 4918 §14)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from lxml import etree

from api.webdav.properties import Property, Resource
from api.webdav.refusals import malformed, shared_lock
from engine.untrusted_xml import EntitiesDeclaredError, Node, NotXmlError, parse

DAV: Final = "DAV:"
XML: Final = 'application/xml; charset="utf-8"'
_MOST_NAMES: Final = 100
_LONGEST_NAME: Final = 200
Name: TypeAlias = str  # in James Clark's notation, {namespace}local


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which properties a PROPFIND asks for: `names`, or None for all of them; `names_only` without values."""

    names: tuple[Name, ...] | None = None
    names_only: bool = False


def read_propfind(body: bytes) -> Asked:
    """Read a PROPFIND's body (none: all properties); raises InputRejected."""
    if not body.strip():
        return Asked()
    root = _root(body, "propfind")
    if root.find(_dav("propname")) is not None:
        return Asked(names_only=True)
    listed = root.find(_dav("prop"))
    return Asked() if listed is None else Asked(names=_names(listed))


def read_proppatch(body: bytes) -> tuple[Name, ...]:
    """Name the properties that a PROPPATCH wants to change."""
    root = _root(body, "propertyupdate")
    return tuple(dict.fromkeys(name for each in root for listed in each for name in _names(listed)))


def require_write_lock(body: bytes) -> None:
    """Raise InputRejected unless the body of a LOCK asks for an exclusive write lock."""
    root = _root(body, "lockinfo")
    if root.find(f"{_dav('lockscope')}/{_dav('shared')}") is not None:
        raise shared_lock()
    wanted = (("lockscope", "exclusive"), ("locktype", "write"))
    if any(root.find(f"{_dav(outer)}/{_dav(inner)}") is None for outer, inner in wanted):
        raise malformed()


def multistatus(resources: Iterable[Resource], asked: Asked) -> bytes:
    """Answer a PROPFIND."""
    root = _root_of("multistatus")
    for resource in resources:
        known = {one.name: one for one in resource.properties}
        wanted = tuple(known) if asked.names is None else asked.names
        found = [known[name] for name in wanted if name in known]
        missing = [Property(name=name) for name in wanted if name not in known]
        response = _response(root, resource.href)
        _propstat(response, found, "200 OK", names_only=asked.names_only)
        if missing:
            _propstat(response, missing, "404 Not Found", names_only=True)
    return _written(root)


def nothing_changed(href: str, names: Sequence[Name]) -> bytes:
    """Answer a PROPPATCH: nothing of a file is changed but by saving it."""
    root = _root_of("multistatus")
    _propstat(_response(root, href), [Property(name=name) for name in names], "403 Forbidden", names_only=True)
    return _written(root)


def lock_body(discovery: Property) -> bytes:
    """Answer a LOCK with the lock as it is now."""
    root = _root_of("prop")
    root.append(discovery.element())
    return _written(root)


def _root(body: bytes, name: str) -> Node:
    try:
        root = parse(body)
    except (EntitiesDeclaredError, NotXmlError):
        raise malformed() from None
    if root.tag != _dav(name):
        raise malformed()
    return root


def _names(listed: Node) -> tuple[Name, ...]:
    names = tuple(str(one.tag) for one in listed)
    if len(names) > _MOST_NAMES or any(len(name) > _LONGEST_NAME for name in names):
        raise malformed()
    return names


def _response(root: Node, href: str) -> Node:
    response = _new(root, "response")
    _new(response, "href", href)
    return response


def _propstat(response: Node, properties: Iterable[Property], status: str, *, names_only: bool) -> None:
    propstat = _new(response, "propstat")
    prop = _new(propstat, "prop")
    for one in properties:
        prop.append(etree.Element(one.name) if names_only else one.element())
    _new(propstat, "status", f"HTTP/1.1 {status}")


def _root_of(name: str) -> Node:
    return etree.Element(_dav(name), nsmap={"D": DAV})


def _new(parent: Node, name: str, text: str | None = None) -> Node:
    made: Node = etree.SubElement(parent, _dav(name))
    made.text = text
    return made


def _written(root: Node) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _dav(name: str) -> Name:
    return f"{{{DAV}}}{name}"
