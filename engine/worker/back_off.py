"""How long to leave somebody alone who does not answer: twice as long after each vain try, up to a bound."""

_FIRST_S, _LONGEST_S = 60, 900


class BackOff:
    """Moments are whole seconds of one clock; `is_over` before a try, `note` after it."""

    def __init__(self) -> None:
        self._pause_s = 0
        self._until = 0

    def is_over(self, now: int) -> bool:
        """Tell whether it may be tried again."""
        return now >= self._until

    def note(self, now: int, *, worked: bool) -> None:
        """Take how the try went: one that worked ends every pause."""
        self._pause_s = 0 if worked else min(max(2 * self._pause_s, _FIRST_S), _LONGEST_S)
        self._until = now + self._pause_s
