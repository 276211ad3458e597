"""Asks a virus scanner about a file, where an operator has one: ClamAV's daemon (clamd)."""

from engine.scanning.clamd import VirusScanner

__all__ = ["VirusScanner"]
