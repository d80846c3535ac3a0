"""One completion's way through its grammar: what may come next, and what must.

Where only one way on is left, its tokens need no choosing: they are found here and evaluated
together. Refuses to force a token that the model could have joined with what follows it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from appliance.domain.errors import ModelError
from appliance.engines.native_llama import Grammar, Logits, NativeLlama

_LIKELIEST = (32, 2048)
_LONGEST_FORCED_BYTES = 96
_KEPT_RUNS = 512
_ALPHANUMERIC = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@dataclass(frozen=True, slots=True)
class Forced:
    """What must be written now. `ends` says that nothing may follow it."""

    text: bytes = b""
    tokens: tuple[int, ...] = ()
    """Those of them that what follows cannot change; all when it `ends`."""
    ends: bool = False


class Forcing:
    """Finds what a grammar forces, for one model. Not thread-safe."""

    def __init__(self, native: NativeLlama) -> None:
        self._native = native
        single = native.byte_tokens()
        self._asked = None if single is None else np.append(single, np.int32(native.ending()))
        self._runs: OrderedDict[tuple[bytes, bytes, bool], tuple[int, ...]] = OrderedDict()

    def after(self, walk: Grammar) -> Forced:
        """What the grammar admits alone from here; nothing where there is a choice."""
        if self._asked is None:
            return Forced()
        text = bytearray()
        ahead: Grammar | None = None
        try:
            while True:
                allowed = (ahead or walk).allowed(self._asked)
                ends, following = bool(allowed[-1]), np.flatnonzero(allowed[:-1])
                if ends and not len(following):
                    return Forced(bytes(text), self._safe(bytes(text), b"", True), ends=True)
                if ends or len(following) != 1 or len(text) >= _LONGEST_FORCED_BYTES:
                    break
                ahead = ahead or walk.copy()
                ahead.accept(int(self._asked[following[0]]))
                text.append(int(following[0]))
        finally:
            if ahead is not None:
                ahead.close()
        if not text:
            return Forced()
        return Forced(bytes(text), self._safe(bytes(text), bytes(following.tolist()), ends))

    def _safe(self, text: bytes, following: bytes, ends: bool) -> tuple[int, ...]:
        """The tokens of `text` that are the same whichever byte follows.

        Where letters or digits may follow, only they are looked at: a copied span hardly ever
        begins with anything else, and if one does it is written all the same."""
        key = (text, following, ends)
        kept = self._runs.get(key)
        if kept is None:
            wordlike = bytes(byte for byte in following if byte in _ALPHANUMERIC)
            ways = [text + bytes((byte,)) for byte in wordlike or following]
            kept = self._runs[key] = self._common([*ways, text] if ends else ways)
            if len(self._runs) > _KEPT_RUNS:
                self._runs.popitem(last=False)
        self._runs.move_to_end(key)
        return kept

    def _common(self, ways: Sequence[bytes]) -> tuple[int, ...]:
        common: list[int] | None = None
        for way in ways:
            try:
                tokens = self._native.tokens(way.decode(), opening=False)
            except UnicodeDecodeError:
                return ()
            common = tokens if common is None else common[: agreeing(common, tokens)]
        found = tuple(common or ())
        spelt = b"".join(self._native.piece(token) for token in found)
        # Some vocabularies begin every text with a space of their own.
        return found if all(way.startswith(spelt) for way in ways) else ()


def choose(logits: Logits, walk: Grammar | None) -> int:
    """The likeliest token that the grammar allows. Raises ModelError where it allows none.

    The likeliest few are tried first: asking the grammar about the whole vocabulary costs
    far more than a token's evaluation.
    """
    best = int(np.argmax(logits))
    if walk is None or walk.allowed(np.array([best], dtype=np.int32))[0]:
        return best
    for count in _LIKELIEST:
        few = np.argpartition(logits, -count)[-count:].astype(np.int32)
        few = few[np.argsort(-logits[few], kind="stable")]
        allowed = few[walk.allowed(few)]
        if len(allowed):
            return int(allowed[0])
    every: npt.NDArray[np.int32] = np.arange(len(logits), dtype=np.int32)
    allowed = every[walk.allowed(every)]
    if not len(allowed):
        raise ModelError("A grammar admits no way on.", "Check the grammar's rules.")
    return int(allowed[np.argmax(logits[allowed])])


def agreeing(one: list[int], other: list[int]) -> int:
    """How many tokens both begin with."""
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))
