"""Where the pictures of the documents go, and what a page of them can bear."""

import os
import struct
from pathlib import Path

MOST_BYTES = 200_000


def album_in(folder: Path) -> Path:
    """Give the folder that pictures go to: the one that scripts/pictures.sh names, else a test's own."""
    wanted = os.environ.get("HOIDONG_PICTURES")
    return Path(wanted) if wanted else folder


def require_picture(path: Path) -> None:
    """Fail unless the file is a picture of the width of a desk's screen, light enough for a page."""
    content = path.read_bytes()
    assert struct.unpack(">I", content[16:20]) == (1280,)
    assert len(content) < MOST_BYTES
