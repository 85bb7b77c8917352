"""The order in which the training examples are used, and the place reached in it."""

import numpy as np
from numpy.typing import NDArray

from app.training.streams import Stream, generator

IntArray = NDArray[np.intp]


class Batches:
    """Walks through the training examples, epoch by epoch, in batches.

    A batch never crosses the end of an epoch: the last one is short if the batch size does not
    divide the number of examples, so that every example is used exactly once in every epoch. The
    place is counted in examples, which is why the batch size may change in the middle of an epoch.

    With ``shuffle`` the order of each epoch depends on (seed, epoch) alone; without, it is the
    order of the data in every epoch, as in TensorFlow Playground.
    """

    def __init__(self, examples: int, size: int, *, seed: int, shuffle: bool) -> None:
        self.examples = examples
        self.size = min(size, examples)
        self.seed = seed
        self.shuffle = shuffle
        self.epoch = 0
        self.offset = 0
        self._order: IntArray = np.arange(examples)
        self._ordered_epoch = -1

    @property
    def per_epoch(self) -> int:
        """Updates in one full epoch."""
        return -(-self.examples // self.size)

    @property
    def left(self) -> int:
        """Updates up to the end of the present epoch."""
        return -(-(self.examples - self.offset) // self.size)

    @property
    def position(self) -> float:
        """Epochs completed, with the part of the present one."""
        return self.epoch + self.offset / self.examples

    def order(self) -> IntArray:
        """Return the examples of the present epoch in the order of their use, (examples,)."""
        if self.shuffle and self._ordered_epoch != self.epoch:
            rng = generator(self.seed, Stream.ORDER, self.epoch)
            self._order = rng.permutation(self.examples)
            self._ordered_epoch = self.epoch
        return self._order

    def upcoming(self) -> slice:
        """Return where the next batch lies in the present ``order()``."""
        return slice(self.offset, min(self.offset + self.size, self.examples))

    def take(self, updates: int) -> list[IntArray]:
        """Return the examples of the next batches of this epoch, views, and step past them.

        The end of an epoch is left to ``turn``, so that the batches of one epoch share one order.
        """
        order, start = self.order(), self.offset
        self.offset = min(start + updates * self.size, self.examples)
        return [order[at : at + self.size] for at in range(start, self.offset, self.size)]

    def turn(self) -> bool:
        """Begin the next epoch if the present one is complete, and say whether it was."""
        if self.offset < self.examples:
            return False
        self.epoch += 1
        self.offset = 0
        return True

    def go_to(self, epoch: int, share: float) -> None:
        """Stand at ``epoch`` with ``share`` (0 to below 1) of its examples used."""
        self.epoch = epoch
        self.offset = min(round(share * self.examples), self.examples - 1)
