"""Scores for what a caller's words mean, by the local embedder: needs to equipment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appliance.domain.catalogue import EquipmentClass
from appliance.ports.speech import Embedder

_UNRELATED, _SAME = 0.25, 0.75
"""Cosines of MiniLM sentence vectors: below the first nothing is shared, from the second on
the two say the same (read off the demo yard's uses)."""
_KEPT = 20_000


class EquipmentMeaning:
    """Compares words with each class's name and uses; vectors of the yard's texts are kept."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, list[float]] = {}

    def __call__(self, text: str, classes: Sequence[EquipmentClass]) -> Mapping[str, float]:
        """Scores from 0 to 1 by class id. Raises ModelError."""
        texts = {one.id: [one.name, *one.uses] for one in classes}
        self._learn([phrase for phrases in texts.values() for phrase in phrases])
        asked = self._embedder.embed([text])[0]
        return {
            class_id: max(_score(asked, self._vectors[phrase]) for phrase in phrases)
            for class_id, phrases in texts.items()
        }

    def _learn(self, phrases: list[str]) -> None:
        if len(self._vectors) > _KEPT:
            self._vectors.clear()
        missing = [phrase for phrase in dict.fromkeys(phrases) if phrase not in self._vectors]
        if missing:
            self._vectors.update(zip(missing, self._embedder.embed(missing), strict=True))


def _score(one: Sequence[float], other: Sequence[float]) -> float:
    cosine = sum(a * b for a, b in zip(one, other, strict=True))
    return min(1.0, max(0.0, (cosine - _UNRELATED) / (_SAME - _UNRELATED)))
