"""What every test layer shares: the fixtures of `tests/services.py` and how tests are ordered.

Layer rules live in each layer's own conftest.
"""

pytest_plugins = ("tests.services", "tests.office")
