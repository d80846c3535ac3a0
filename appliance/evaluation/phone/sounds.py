"""What was heard on the wire, packet by packet, and the stretches of sound in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

JOIN_S = 0.25
"""A shorter silence lies within one sound: between two words, or two clauses."""


@dataclass(frozen=True, slots=True)
class Sound:
    """From its first to its last loud packet."""

    began: float
    ended: float


class Packets:
    """Packets in the order of their arrival. One thread adds, others may read."""

    def __init__(self) -> None:
        self.at: list[float] = []
        self.pcm: list[bytes] = []
        self.loud: list[bool] = []
        self._loud_at: list[float] = []

    def __len__(self) -> int:
        return len(self.loud)

    def add(self, at: float, pcm: bytes, *, loud: bool) -> None:
        """`loud` last, since it is what readers count by."""
        self.at.append(at)
        self.pcm.append(pcm)
        if loud:
            self._loud_at.append(at)
        self.loud.append(loud)

    def first_loud_after(self, moment: float) -> float | None:
        place = bisect_right(self._loud_at, moment)
        return self._loud_at[place] if place < len(self._loud_at) else None

    def last_loud(self) -> float | None:
        return self._loud_at[-1] if self._loud_at else None

    def sounds(self, after: float, until: float) -> list[Sound]:
        """The stretches of sound that lie between two moments."""
        found: list[Sound] = []
        for at in self._between(after, until):
            if found and at - found[-1].ended <= JOIN_S:
                found[-1] = Sound(found[-1].began, at)
            else:
                found.append(Sound(at, at))
        return found

    def widest_gap(self, after: float, until: float) -> tuple[float, float]:
        """When the longest wait for the next packet began and ended, within the sounds between
        two moments: what a listener misses. Both `after` where there is no sound."""
        widest = (after, after)
        for sound in self.sounds(after, until):
            first = bisect_right(self.at, sound.began) - 1
            last = bisect_right(self.at, sound.ended) - 1
            for place in range(max(first, 0), last):
                gap = (self.at[place], self.at[place + 1])
                widest = max(widest, gap, key=lambda one: one[1] - one[0])
        return widest

    def _between(self, after: float, until: float) -> list[float]:
        first = bisect_right(self._loud_at, after)
        return self._loud_at[first : bisect_right(self._loud_at, until)]
