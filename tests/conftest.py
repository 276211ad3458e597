"""What every test layer shares: the fixtures of the modules named below, and how tests are ordered.

Layer rules live in each layer's own conftest.
"""

from hypothesis import settings

# The inner loop looks less far than `make test` does; tests that say how many examples they need keep them.
settings.register_profile("fast", max_examples=25)

pytest_plugins = ("tests.services", "tests.office", "tests.mail_room")
