"""The project's seed data: law, words, permissions and a demonstration Office, as JSON files beside this module.

`engine.operations.seed` loads them; nothing else reads them at run time.
"""

from importlib.resources import files
from typing import Any

from engine.store import json_codec


def read(name: str) -> Any:
    """Give the parsed content of a seed file (`calendar`, `legal_rules`, `labels`, `groups`, `authorizations`, `demo`)."""
    return json_codec.loads((files(__package__) / f"{name}.json").read_text(encoding="utf-8"))
