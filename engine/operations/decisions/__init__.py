"""Decisions and expressions: made, tried, and told how they came about."""
