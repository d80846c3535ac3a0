"""What the model's cache holds: evaluated prefixes, and places for the completions under way.

A place begins with a copy of the longest stretch that anything kept has evaluated already; a
copy costs nothing, cells are shared. Refuses to give up what a completion under way needs.
Used by the decoding thread alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from appliance.engines.grammar_walk import agreeing
from appliance.engines.native_llama import NativeLlama

_WORTH_SHARING = 32


@dataclass(slots=True, eq=False)
class Prefix:
    """One kept prefix. It is evaluated apart from what follows it: its values, and so the
    answers, are then the same whatever the first prompt was."""

    sequence: int
    text: str
    opening: list[int]
    tokens: list[int] = field(default_factory=list)
    """How much of the opening is evaluated."""
    users: int = 0
    used: int = 0

    @property
    def is_open(self) -> bool:
        return len(self.tokens) == len(self.opening)


@dataclass(slots=True, eq=False)
class Place:
    """One completion's sequence. It keeps what it read when it is free again."""

    sequence: int
    prefix: Prefix | None = None
    tokens: list[int] = field(default_factory=list)
    """From the prefix on."""
    taken: bool = False
    reserved: int = 0
    """Cells that its completion may come to need beside the prefix."""
    used: int = 0

    @property
    def own(self) -> int:
        """Cells that are its own; those shared with another place are counted twice."""
        held = len(self.tokens) - (len(self.prefix.opening) if self.prefix else 0)
        return max(held, self.reserved if self.taken else 0, 0)


class KeptSequences:
    """`prefixes` prefixes and `places` places in `cells` cells; the longest unused give way."""

    def __init__(self, native: NativeLlama, *, cells: int, prefixes: int, places: int) -> None:
        self._native = native
        self._cells = cells
        self._prefixes: list[Prefix] = []
        self._free = list(range(prefixes))
        """Sequences that hold no prefix."""
        self._places = [Place(prefixes + number) for number in range(places)]
        self._clock = 0

    def opening(self, text: str, tokens: list[int]) -> Prefix | None:
        """The kept prefix of this text, new ones with what another has evaluated of them; None
        while all the others are in use or no cells are free. Give it back with `leave`."""
        prefix = next((one for one in self._prefixes if one.text == text), None)
        if prefix is None:
            if not self._free and not self._drop_a_prefix():
                return None
            if not self._make_room(len(tokens)):
                return None
            prefix = Prefix(self._free.pop(), text, tokens)
            self._prefixes.append(prefix)
            self._borrow(prefix)
        prefix.users += 1
        prefix.used = self._tick()
        return prefix

    def leave(self, prefix: Prefix) -> None:
        prefix.users -= 1

    def place(self, prefix: Prefix, wanted: list[int], more: int) -> Place | None:
        """A place with cells for `wanted` and `more` tokens; None while there is none. It is to
        be filled once the prefix is open."""
        free = [one for one in self._places if not one.taken]
        if not free:
            return None
        source = self._nearest(prefix, wanted)
        place = min(free, key=lambda one: (one is source, one.used))
        reserved = len(wanted) - len(prefix.opening) + more
        if not self._make_room(reserved, place, besides=source):
            return None
        if place is not source:
            self._empty(place)
            place.prefix = prefix
        place.taken = True
        place.reserved = reserved
        place.used = self._tick()
        return place

    def fill(self, place: Place, prefix: Prefix, wanted: list[int]) -> None:
        """Let a place begin with as much of `wanted` as is evaluated anywhere, without its last
        token, which has to be evaluated for what follows."""
        source = self._nearest(prefix, wanted)
        opening = len(prefix.opening)
        longest = agreeing(source.tokens, wanted) if source is not None else 0
        length = max(opening, min(longest, len(wanted) - 1))
        self._native.forget(place.sequence, length if place is source else 0)
        if place is not source and length:
            # From one of them alone: llama.cpp counts a cell that is given twice as two.
            whose = source if source is not None and length > opening else prefix
            self._native.share(whose.sequence, place.sequence, length)
        place.tokens = wanted[:length]

    def _nearest(self, prefix: Prefix, wanted: list[int]) -> Place | None:
        """The place that has evaluated most of `wanted`."""
        begun = [one for one in self._places if one.prefix is prefix and one.tokens]
        return max(begun, key=lambda one: agreeing(one.tokens, wanted), default=None)

    def give_back(self, place: Place, keep: int) -> None:
        """The place is free; its first `keep` tokens stay evaluated until it is wanted."""
        self._native.forget(place.sequence, keep)
        del place.tokens[keep:]
        place.taken = False
        place.reserved = 0

    def _tick(self) -> int:
        self._clock += 1
        return self._clock

    def _borrow(self, prefix: Prefix) -> None:
        """Begin with the longest stretch that another prefix has evaluated already."""
        others = [one for one in self._prefixes if one is not prefix]
        other = max(others, key=lambda one: agreeing(one.tokens, prefix.opening), default=None)
        length = agreeing(other.tokens, prefix.opening) if other is not None else 0
        if other is not None and length >= _WORTH_SHARING:
            self._native.share(other.sequence, prefix.sequence, length)
            prefix.tokens = prefix.opening[:length]

    def _empty(self, place: Place) -> None:
        self._native.forget(place.sequence)
        place.tokens = []
        place.prefix = None

    def _make_room(
        self, needed: int, place: Place | None = None, *, besides: Place | None = None
    ) -> bool:
        """Free cells, for a place if one is given: first those of free places, then those of
        prefixes that nobody uses. `besides` keeps its own."""
        for one in self._may_give_way(place, besides):
            if self._held(place) + needed <= self._cells:
                break
            if isinstance(one, Place):
                self._empty(one)
            else:
                self._drop(one)
        return self._held(place) + needed <= self._cells

    def _may_give_way(self, place: Place | None, besides: Place | None) -> Iterator[Place | Prefix]:
        idle = [one for one in self._places if not one.taken and one is not place]
        yield from sorted((one for one in idle if one is not besides), key=lambda one: one.used)
        kept = [one for one in self._prefixes if not one.users]
        yield from sorted(kept, key=lambda one: one.used)

    def _held(self, place: Place | None) -> int:
        """Cells in use or promised, but for those of a place that is given anew."""
        prefixes = sum(len(one.opening) for one in self._prefixes)
        return prefixes + sum(one.own for one in self._places if one is not place)

    def _drop_a_prefix(self) -> bool:
        idle = [one for one in self._prefixes if not one.users]
        if idle:
            self._drop(min(idle, key=lambda one: one.used))
        return bool(idle)

    def _drop(self, prefix: Prefix) -> None:
        for place in self._places:
            if place.prefix is prefix:
                self._empty(place)
        self._native.forget(prefix.sequence)
        self._prefixes.remove(prefix)
        self._free.append(prefix.sequence)
