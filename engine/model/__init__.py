"""Frozen records shared by the runtime, the store and the operations; no I/O, no behaviour beyond their invariants."""
