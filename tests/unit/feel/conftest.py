"""What the tests of FEEL share: a way to evaluate a text, and a clock that stands still."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import settings

from engine.feel import Evaluation, FeelValue, Host, compile_expression

# Examples are bounded in number; their time depends on what else the machine does.
settings.register_profile("feel", settings(), deadline=None)
settings.load_profile("feel")

MOMENT = datetime(2026, 3, 31, 20, 30, tzinfo=UTC)


@pytest.fixture
def host() -> Host:
    return Host(now=lambda: MOMENT, timezone="Asia/Ho_Chi_Minh")


@pytest.fixture
def feel(host: Host) -> Callable[..., FeelValue]:
    """Evaluate a text; keyword arguments are variables."""

    def evaluate(text: str, **variables: FeelValue) -> FeelValue:
        return compile_expression(text).evaluate(variables, host=host).value

    return evaluate


@pytest.fixture
def outcome(host: Host) -> Callable[..., Evaluation]:
    """Evaluate a text to its value and warnings."""

    def evaluate(text: str, variables: Mapping[str, FeelValue] | None = None) -> Evaluation:
        return compile_expression(text).evaluate(variables or {}, host=host)

    return evaluate


@pytest.fixture
def same(feel: Callable[..., FeelValue]) -> Callable[[str, object], None]:
    """Check that a text has a value: a FEEL text in a str is evaluated too, anything else is compared as it is."""

    def check(text: str, expected: object) -> None:
        value = feel(text)
        wanted = feel(expected) if isinstance(expected, str) else expected
        if isinstance(wanted, int) and not isinstance(wanted, bool):
            wanted = Decimal(wanted)
        assert type(value) is type(wanted), f"{text} is {value!r}"
        assert value == wanted, f"{text} is {value!r}"

    return check
