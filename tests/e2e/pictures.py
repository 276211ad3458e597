"""Where the pictures of the documents go, and what a page of them can bear."""

import os
import struct
from pathlib import Path

from PIL import Image

MOST_BYTES = 150_000
COLOURS = 256  # enough for a page


def album_in(folder: Path) -> Path:
    """Give the folder that pictures go to: the one that scripts/pictures.sh names, else a test's own."""
    wanted = os.environ.get("HOIDONG_PICTURES")
    return Path(wanted) if wanted else folder


def require_picture(path: Path) -> None:
    """Draw the picture with fewer colours; fail unless it is as wide as a desk's screen and light enough for a page."""
    with Image.open(path) as taken:
        # Rare colours count as well: a red star, a green tick.
        fewer = taken.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    fewer.save(path, optimize=True)
    content = path.read_bytes()
    assert struct.unpack(">I", content[16:20]) == (1280,)
    assert len(content) < MOST_BYTES
