"""Open the same pages of two installations in turns, so that whatever else the machine does weighs on both.

One holds a few, the other many. Both must show as much on a page, or it would be measured beside another: a page whose
size differs by more than a tenth ends the run.
"""

import http.client
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from bench import load
from bench.product import HTTP_OK, Product, installed

FEW, MANY = "few", "many"
TIMES, FIRST, SECONDS = 60, 5, 60.0
AT_MOST_MS, AT_MOST_RATIO, ALIKE = 300.0, 1.5, 1.1
Address = tuple[str, int]
Request = tuple[str, Mapping[str, str]]  # a path and the headers to ask for it with


@contextmanager
def two_installed() -> Iterator[Mapping[str, Product]]:
    """Give two installations, to be filled with a few and with many."""
    with ExitStack() as held:
        yield {name: held.enter_context(installed()) for name in (FEW, MANY)}


@contextmanager
def both_serving(products: Mapping[str, Product]) -> Iterator["Turns"]:
    """Run a web process of each, to be asked in turns."""
    with ExitStack() as held:
        yield Turns(
            webs={name: held.enter_context(each.serving("web", "api.cli", "web")) for name, each in products.items()}
        )


@dataclass(kw_only=True)
class Turns:
    """The web processes of both installations, and what was measured of them."""

    webs: Mapping[str, Address]
    figures: dict[str, float] = field(default_factory=dict)
    slow: list[str] = field(default_factory=list)

    def ask(self, page: str, requests: Mapping[str, Request]) -> None:
        """Measure a page of both and tell; raises ValueError when they do not show as much."""
        turns = self._taken({name: load.get(path, headers) for name, (path, headers) in requests.items()})
        for name, web in self.webs.items():
            measured = load.together([turn[name] for turn in turns])
            for percent in (50, 95):
                self.figures[f"{name}_{page}_p{percent}_ms"] = round(measured.percentile_ms(percent), 1)
            self.figures[f"{name}_{page}_bytes"] = _size(web, *requests[name])
        self._require_alike(page)
        self._tell(page)

    def _taken(self, requests: Mapping[str, bytes]) -> Sequence[Mapping[str, load.Measured]]:
        for name, web in self.webs.items():
            load.run(web, [requests[name]] * FIRST, clients=1, seconds=SECONDS)
        return [
            {name: load.run(web, [requests[name]], clients=1, seconds=SECONDS) for name, web in self.webs.items()}
            for _ in range(TIMES)
        ]

    def _require_alike(self, page: str) -> None:
        few, many = (self.figures[f"{name}_{page}_bytes"] for name in (FEW, MANY))
        if max(few, many) > ALIKE * min(few, many):
            message = f"{page} shows another page: {few:.0f} bytes among few, {many:.0f} among many"
            raise ValueError(message)

    def _tell(self, page: str) -> None:
        few, many = (self.figures[f"{name}_{page}_p95_ms"] for name in (FEW, MANY))
        self.figures[f"{page}_ratio"] = ratio = round(many / few, 2)
        slow = many > AT_MOST_MS or ratio > AT_MOST_RATIO
        middle = self.figures[f"many_{page}_p50_ms"] / self.figures[f"few_{page}_p50_ms"]
        size = self.figures[f"many_{page}_bytes"] / 1000
        told = f"p95 {few:8.1f} {many:8.1f} ms  x{ratio:.2f}  (p50 x{middle:.2f})  {size:6.1f} kB"
        print(f"{page:32} {told}{'  TOO SLOW' if slow else ''}", flush=True)
        if slow:
            self.slow.append(page)


def _size(web: Address, path: str, headers: Mapping[str, str]) -> int:
    """Give how many bytes the page's answer has on the wire, its head not counted."""
    connection = http.client.HTTPConnection(*web, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={**headers, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != HTTP_OK:
        raise load.Refused(body.decode("utf-8", "replace"))
    return len(body)
