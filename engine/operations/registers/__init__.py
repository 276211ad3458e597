"""Registers and the numbers that stand in them."""
