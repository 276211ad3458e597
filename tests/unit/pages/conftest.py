"""Templates on hand-made records: no bundle, no database, no network."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import templating

ICONS_AND_BUNDLES = ("app.js", "styles.css", "viewer.js", "viewer.css", "designer.js", "designer.css", "icons.svg")


@pytest.fixture(autouse=True)
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give templates a manifest as the build writes it."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({name: f"hashed-{name}" for name in (*ICONS_AND_BUNDLES, "favicon.svg")}))
    monkeypatch.setattr(templating, "MANIFEST", manifest)
    templating._manifest.cache_clear()
    yield manifest
    templating._manifest.cache_clear()
