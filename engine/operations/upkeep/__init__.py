"""What operators do to a whole installation: first data, backup, restore, the proof of the audit chains."""
