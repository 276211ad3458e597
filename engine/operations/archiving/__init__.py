"""Closed dossiers: how long they are kept, and their packages for the archive."""
