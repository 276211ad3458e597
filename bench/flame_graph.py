"""Draw where the web processes' time goes while tasks are completed over HTTP: docs/pictures/hot-path.svg.

python -m bench.flame_graph        needs the sampler py-spy on the PATH, or named by HOIDONG_PY_SPY

Only moments in which a thread holds Python's lock are counted: those decide how many requests a process answers.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import psutil

from bench import load, looped
from bench.product import Product, installed

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "hot-path.svg"
CASES, CLIENTS, SECONDS, SLICE_S, A_SECOND = 600, 4, 20, 2.0, 200
WIDTH, ROW, LEAST = 1200, 17, 0.006
LETTER_PX = 6.2
COLOURS = {"engine/": "#f2b8a0", "api/": "#f6d78b", "psycopg": "#a9cbe8", "SpiffWorkflow": "#c9b6e4"}
OTHER = "#dedede"
_FRAME = re.compile(r"^(?P<name>.*) \((?P<file>.*?)(:\d+)?\)$")


@dataclass(slots=True)
class Bar:
    """A function as called from those below it: the samples in it, and what it called."""

    samples: int = 0
    calls: dict[str, "Bar"] = field(default_factory=dict)


def main() -> int:
    """Record and draw."""
    spy = os.environ.get("HOIDONG_PY_SPY") or shutil.which("py-spy")
    if spy is None:
        print("py-spy is not installed", file=sys.stderr)
        return 1
    with installed() as product, tempfile.TemporaryDirectory() as folder:
        stacks = Path(folder) / "stacks"
        _record(product, spy, stacks)
        root = _tree(stacks.read_text(encoding="utf-8"))
    PICTURE.write_text(draw(root), encoding="utf-8")
    print(f"{PICTURE.name}: {root.samples} samples")
    return 0


def _record(product: Product, spy: str, stacks: Path) -> None:
    """Sample one serving process while several clients complete tasks."""
    looped.deploy(product)
    looped.start_cases(product, CASES)
    headers = product.signed_in(looped.WORKER)
    with product.serving("web", "api.cli", "web") as web:

        def complete() -> None:
            keys = looped.open_tasks(product)[:CASES]
            requests = [load.post(looped.completion_path(key), looped.BODY, headers) for key in keys]
            load.run(web, requests, clients=CLIENTS, seconds=SLICE_S)

        complete()
        serving = [child for child in psutil.Process().children(recursive=True) if _serves(child, web[1])]
        command = [spy, "record", "--gil", "--format", "raw", "--rate", str(A_SECOND), "--duration", str(SECONDS)]
        with subprocess.Popen([*command, "--pid", str(serving[-1].pid), "--output", str(stacks)]) as recording:
            began = time.monotonic()
            while recording.poll() is None and time.monotonic() - began < 2 * SECONDS:
                complete()


def _serves(process: psutil.Process, port: int) -> bool:
    return process.environ().get("HOIDONG_PORT") == str(port) and not process.children()


def _tree(stacks: str) -> Bar:
    """Put recorded stacks (`frame;frame;… count`) together, without what stands below every request."""
    root = Bar()
    for line in stacks.splitlines():
        written, _, count = line.rpartition(" ")
        frames = [_short(frame) for frame in written.split(";")]
        shown = [place for place, frame in enumerate(frames) if "run_asgi" in frame or "user_tasks.py" in frame]
        bar = root
        bar.samples += int(count)
        for frame in frames[shown[0] if shown else len(frames) - 1 :]:
            bar = bar.calls.setdefault(frame, Bar())
            bar.samples += int(count)
    return root


def _short(frame: str) -> str:
    found = _FRAME.match(frame)
    return frame if found is None else f"{found['file']} {found['name']}"


def draw(root: Bar) -> str:
    """Draw the tree as an SVG, callers below what they call; bars narrower than LEAST of all are left out."""
    drawn: list[str] = []
    height = (_depth(root, root.samples * LEAST) + 1) * ROW
    waiting = [(root, 0.0, 0, "every sample")]
    while waiting:
        bar, left, level, name = waiting.pop()
        width = bar.samples / root.samples * WIDTH
        drawn.append(_rectangle(name, left, height - (level + 1) * ROW, width, bar.samples / root.samples))
        for called, inner in sorted(bar.calls.items()):
            if inner.samples >= root.samples * LEAST:
                waiting.append((inner, left, level + 1, called))
            left += inner.samples / root.samples * WIDTH
    box = f'viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="10"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    return "\n".join([head, *drawn, "</svg>", ""])


def _depth(bar: Bar, least: float) -> int:
    return 1 + max((_depth(inner, least) for inner in bar.calls.values() if inner.samples >= least), default=0)


def _rectangle(name: str, left: float, top: int, width: float, share: float) -> str:
    colour = next((colour for part, colour in COLOURS.items() if part in name), OTHER)
    letters = name.rpartition("/")[2][: int(width / LETTER_PX)] if width > 4 * LETTER_PX else ""
    text = f'<text x="{left + 2:.1f}" y="{top + 12}">{escape(letters)}</text>' if letters else ""
    return (
        f'<g><title>{escape(name)}: {share:.1%}</title><rect x="{left:.1f}" y="{top}" width="{width:.1f}"'
        f' height="{ROW - 1}" fill="{colour}"/>{text}</g>'
    )


if __name__ == "__main__":
    sys.exit(main())
