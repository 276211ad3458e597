from tests.signing_case import authority, case, desk

__all__ = ["authority", "case", "desk"]
