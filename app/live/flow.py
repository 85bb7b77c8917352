"""Flow control by acknowledgement: how many frames may be on their way to a browser."""

MOST_UNACKNOWLEDGED = 2
"""One frame is drawn while the next, already computed, waits beside it."""


class Flow:
    """Numbers the frames and counts those the browser has not acknowledged."""

    def __init__(self) -> None:
        self.sent = 0
        self._acknowledged = 0

    def room(self) -> bool:
        """Tell whether another frame may be sent."""
        return self.sent - self._acknowledged < MOST_UNACKNOWLEDGED

    def next_number(self) -> int:
        """Take the number of the next frame; the first is 1."""
        self.sent += 1
        return self.sent

    def acknowledge(self, number: int) -> bool:
        """Take notice that frames up to this one are on screen; tell whether that was news."""
        news = self._acknowledged < number <= self.sent
        if news:
            self._acknowledged = number
        return news
