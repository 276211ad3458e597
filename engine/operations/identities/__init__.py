"""Who sent a letter: sealed, kept apart, read by name and with a reason."""
