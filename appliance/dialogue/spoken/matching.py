"""What identifier candidates point at on record, and what two hearings of one say together.

A match is `exact` or `clear` only by the thresholds measured over the telephone (cost at most 0.8,
0.3 better than the next), and no name may be told from a dense numbering, where one misheard digit
is somebody else's record.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from appliance.dialogue.spoken.identifiers import DIGITS, Candidate, plain
from appliance.domain.confusion import confusion_cost

OUT_OF_REACH: Final = 9.0
_SHARPNESS: Final = 3.0
_BEFORE_WEIGHT: Final = 0.8
_MOST_CANDIDATES: Final = 10
_NEAR_EDITS: Final = 3
_DENSE: Final = 0.01
"""Share of all possible identifiers in use from which a numbering counts as dense."""


class MatchKind(StrEnum):
    EXACT = "exact"
    CLEAR = "clear"
    UNCLEAR = "unclear"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What candidates point at on record.

    `record` is the record as it is written there, None where none is near enough to propose.
    `heard` is the best candidate itself. `sparse` is False in a numbering where neighbors are
    one character apart.
    """

    kind: MatchKind
    record: str | None = None
    heard: str | None = None
    cost: float = 0.0
    sparse: bool = False

    @property
    def exact(self) -> bool:
        """The best candidate stands on record as it was heard, and no other is as near."""
        return self.kind is MatchKind.EXACT

    @property
    def clear(self) -> bool:
        """The record stands out, though not exactly as heard; always read it back."""
        return self.kind in {MatchKind.EXACT, MatchKind.CLEAR}

    @property
    def may_name(self) -> bool:
        """Only then may the holder's name be told in the read-back."""
        return self.clear and self.sparse


def summed(now: Sequence[Candidate], before: Sequence[Candidate]) -> list[Candidate]:
    """What is said anew, with what was heard of it before: who is likely in both comes first.

    Candidates of before alone are likelier than nothing, and less likely than any heard now.
    Without any heard now there are none: nothing was said anew.
    """
    if not now:
        return []
    likely: dict[str, float] = {}
    for found, weight in ((now, 1.0), (before, _BEFORE_WEIGHT)):
        for one in found:
            share = weight * math.exp(-_SHARPNESS * one.cost)
            likely[one.value] = likely.get(one.value, 0.0) + share
    most = max(likely.values())
    costs = {value: -math.log(share / most) / _SHARPNESS for value, share in likely.items()}
    ranked = sorted(costs.items(), key=lambda item: (item[1], item[0]))
    return [Candidate(value, round(cost, 3)) for value, cost in ranked[:_MOST_CANDIDATES]]


def match_records(
    cands: Sequence[Candidate], records: Sequence[str], accept: float = 0.8, margin: float = 0.3
) -> Match:
    """The record that candidates point at, by the cost of the sounds between them.

    EXACT: the best candidate is on record. CLEAR: the nearest costs at most `accept` and is
    `margin` better than the next, in a sparse numbering. UNCLEAR: a proposal at most; ask.
    """
    if not cands:
        return Match(kind=MatchKind.NONE)
    index = {plain(record): record for record in records}
    ranked = _ranked(cands, index)
    heard = cands[0].value
    if not ranked:
        return Match(kind=MatchKind.NONE, heard=heard)
    (key, cost), runner_up = ranked[0], ranked[1][1] if len(ranked) > 1 else OUT_OF_REACH
    sparse = _is_sparse(key, index)
    stands_out = runner_up - cost >= margin
    if key == heard and stands_out:
        kind = MatchKind.EXACT
    elif cost <= accept and stands_out and sparse:
        kind = MatchKind.CLEAR
    else:
        kind = MatchKind.UNCLEAR
    near = cost <= accept and (sparse or key == heard)
    record = index[key] if kind is not MatchKind.UNCLEAR or near else None
    return Match(kind=kind, record=record, heard=heard, cost=cost, sparse=sparse)


def _ranked(cands: Sequence[Candidate], index: dict[str, str]) -> list[tuple[str, float]]:
    """Records near any candidate with their least cost, nearest first."""
    costs: dict[str, float] = {}
    keys = list(index)
    base = cands[0].cost
    for cand in cands[:_MOST_CANDIDATES]:
        near = process.extract(
            cand.value, keys, scorer=Levenshtein.distance, score_cutoff=_NEAR_EDITS, limit=8
        )
        for key, _, _ in near:
            cost = round(cand.cost - base + confusion_cost(cand.value, key), 3)
            costs[key] = min(costs.get(key, cost), cost)
    return sorted(costs.items(), key=lambda item: (item[1], item[0]))


def _is_sparse(key: str, index: dict[str, str]) -> bool:
    """False where a record has a neighbor one character away, or its numbering is well filled."""
    letters = key.rstrip(DIGITS)
    digits = len(key) - len(letters)
    alike = [k for k in index if len(k) == len(key) and k.startswith(letters)]
    if digits and len(alike) > 1 and len(alike) / 10**digits >= _DENSE:
        return False
    near = process.extract(key, alike, scorer=Levenshtein.distance, score_cutoff=1, limit=2)
    return len(near) < 2
