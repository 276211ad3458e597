"""The check of decision tables before they are deployed: what parses and runs, and still is not what anybody means.

Gaps, overlaps and rules that can never count, cells and results of another type, names that nobody declares. All are
warnings: the model works as it stands. Nothing here evaluates a decision.
"""

from engine.dmn.check.check_decisions import check_decisions

__all__ = ["check_decisions"]
