"""The project's seed data: law, words, permissions and a demonstration Office, as JSON files beside this module.

`engine.operations.upkeep.seed` loads them; nothing else reads them at run time.
"""

import json
from importlib.resources import files
from typing import Any


def read(name: str) -> Any:
    """Give the parsed seed file: `calendar`, `legal_rules`, `labels`, `groups`, `authorizations` or `demo`."""
    return json.loads((files(__package__) / f"{name}.json").read_text(encoding="utf-8"))
