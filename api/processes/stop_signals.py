"""Turn Ctrl-C, SIGTERM and a closed terminal into one exception, once, so that `with` blocks stop everything in order.

Only the main thread of a command may use it.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Somebody asked this process to end. No error: nothing may catch it as one."""


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Raise StopRequested in the block at the first signal; further ones are ignored while things are being stopped."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise StopRequested

    former = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
