"""Looks for traces of a hidden letter in everything that a person's pages lead to."""

import re
from collections import deque
from collections.abc import Iterable
from io import BytesIO
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

from lxml import html

from tests.e2e.visitor import Visitor

MOST_OF_A_KIND = 12  # of addresses that differ in numbers and questions only


def found_in(words: str, traces: Iterable[str]) -> list[str]:
    """Give the traces that stand in a text."""
    return [trace for trace in traces if trace in words]


def leaks(person: Visitor, starts: Iterable[str], traces: Iterable[str]) -> tuple[list[str], int]:
    """Follow every link from `starts`, files and exports too; give what betrays, and how many addresses were read.

    It ends when no link is left, whatever their number. One thing bounds it: of addresses that differ in nothing but
    numbers and questions, such as the pages of one list, the first MOST_OF_A_KIND are read.
    """
    wanted, betrayed = tuple(traces), list[str]()
    kinds, seen = dict[str, int](), set[str]()
    queue = deque(starts)
    while queue:
        path = queue.popleft()
        kind = re.sub(r"\d+", "N", path.partition("?")[0])
        if path in seen or kinds.get(kind, 0) >= MOST_OF_A_KIND:
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = person.page.request.get(person.url + path, timeout=60_000)
        content = answer.body()
        words = readable(content)
        betrayed += [f"{path}: {trace}" for trace in found_in(words, wanted)]
        if answer.headers.get("content-type", "").startswith("text/html"):
            queue.extend(links(words, path))
    return betrayed, len(seen)


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
