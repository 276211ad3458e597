"""The processes that are killed are those of the fault tests."""

from tests.faults.conftest import child, forker

__all__ = ["child", "forker"]
