"""Who runs a command: the account of the machine, as the operating system names it."""

import getpass
import os


def operator() -> str:
    """Give the account's name, or its number where the machine knows no name for it (as in containers)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
