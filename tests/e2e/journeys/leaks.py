"""Looks for traces of a hidden letter in everything that a person's pages lead to."""

import re
from collections import Counter, deque
from collections.abc import Iterable
from io import BytesIO
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

from lxml import html

from tests.e2e.visitor import Visitor

MOST_PAGES = 220
MOST_OF_A_KIND = 12
_NAME = re.compile(r"[^/]*[0-9A-Z_.%][^/]*")  # a part of an address that names one thing: a number, a code, a person


def found_in(words: str, traces: Iterable[str]) -> list[str]:
    """Give the traces that stand in a text."""
    return [trace for trace in traces if trace in words]


def leaks(person: Visitor, starts: Iterable[str], traces: Iterable[str]) -> tuple[list[str], int]:
    """Follow the links from `starts`, files and exports too; give what betrays, and how many addresses were read.

    Two things bound it: of a kind of page (`kind_of`) the first MOST_OF_A_KIND are read, and of all MOST_PAGES. The
    first page of a kind is read before a further one of a kind known already, so that the bounds leave out no kind.
    """
    wanted, betrayed = tuple(traces), list[str]()
    read, seen, known = Counter[str](), set[str](), set[str]()
    queue = deque(starts)
    while queue and len(seen) < MOST_PAGES:
        path = queue.popleft()
        if path in seen or read[kind_of(path)] >= MOST_OF_A_KIND:
            continue
        seen.add(path)
        read[kind_of(path)] += 1
        answer = person.page.request.get(person.url + path, timeout=60_000)
        content = answer.body()
        words = readable(content)
        betrayed += [f"{path}: {trace}" for trace in found_in(words, wanted)]
        for link in links(words, path) if answer.headers.get("content-type", "").startswith("text/html") else ():
            if kind_of(link) in known:
                queue.append(link)
            else:
                known.add(kind_of(link))
                queue.appendleft(link)
    return betrayed, len(seen)


def kind_of(path: str) -> str:
    """Give what an address has in common with those that differ in nothing but the thing they name and the question."""
    return _NAME.sub("*", path.partition("?")[0])


def readable(content: bytes) -> str:
    """Give the words of an answer; of an Office file those of all its parts."""
    if not content.startswith(b"PK"):
        return content.decode(errors="ignore")
    with ZipFile(BytesIO(content)) as package:
        return "\n".join(package.read(name).decode(errors="ignore") for name in sorted(package.namelist()))


def links(page: str, at: str) -> list[str]:
    """Give the addresses of this place that a page links to."""
    found = []
    for href in html.fromstring(page).xpath("//a/@href"):
        parts = urlsplit(urljoin(f"http://here{at}", str(href)))
        if parts.netloc == "here" and not parts.path.startswith("/static"):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found
