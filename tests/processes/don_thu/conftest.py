"""The Office, its registry and its signers' keys, for every test of petitions."""

from tests.processes.outgoing import keys
from tests.processes.petitions import office, registry

__all__ = ["keys", "office", "registry"]
