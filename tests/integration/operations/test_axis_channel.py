"""What comes back from the axis is taken within bounds, and a message that breaks them keeps no other one waiting."""

from engine.operations.dispatch.axis_channel import AxisChannel
from tests.axis_simulator import TOKEN, Axis, serving


def test_a_message_without_end_is_not_taken_whole() -> None:
    axis = Axis(waiting={"s1": bytes(2 * 1024 * 1024), "s2": b"<a/>"})
    with serving(axis):
        received = dict(AxisChannel(axis.url, organisation="H99.01", token=TOKEN).received())
    assert {key: len(xml) for key, xml in received.items()} == {"s1": 1024 * 1024, "s2": 4}
