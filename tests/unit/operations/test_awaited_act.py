"""Which act of a leader a step is for, by its properties."""

import pytest

from engine.operations.tasks.awaited_act import awaited_act


@pytest.mark.parametrize(
    ("properties", "act"),
    [
        ({}, None),
        ({"signature": "=nguoi_ky"}, "signature"),
        ({"signature": "=nguoi_ky", "awaits": "approval"}, "approval"),  # signs what it approves
        ({"signature": "=nguoi_ky", "awaits": "Approval"}, "signature"),
        ({"awaits": "direction"}, "direction"),
        ({"awaits": "approval"}, "approval"),
        ({"awaits": "signature"}, "signature"),
        ({"awaits": "Approval"}, None),
        ({"awaits": ""}, None),
    ],
)
def test_the_act_follows_from_the_properties(properties: dict[str, str], act: str | None) -> None:
    assert awaited_act(properties, lambda written: written) == act


@pytest.mark.parametrize("answer", [None, 1, ["approval"], {"approval": True}])
def test_an_expression_that_gives_no_act_says_nothing(answer: object) -> None:
    assert awaited_act({"awaits": "=x"}, lambda _written: answer) is None
