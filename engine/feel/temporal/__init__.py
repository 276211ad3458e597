"""Dates, times and durations of FEEL: years beyond 1–9999, nanoseconds, offsets and named zones.

Values and arithmetic only; what an expression may call stands in `engine.feel.builtins.temporal`.
"""
