"""Scores for what a caller's words mean, by the local embedder: needs to equipment."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence

from appliance.domain.catalogue import EquipmentClass
from appliance.domain.errors import ApplianceError, ModelError
from appliance.ports.speech import Embedder
from appliance.ports.store import Store

_log = logging.getLogger(__name__)
_UNRELATED, _SAME = 0.25, 0.75
"""Cosines of MiniLM sentence vectors: below the first nothing is shared, from the second on
the two say the same (read off the demo yard's uses)."""
_KEPT = 20_000


class EquipmentMeaning:
    """Compares words with each class's name and uses; vectors of the yard's texts are kept.

    The embedder is loaded when it is first needed. Where it cannot be, everything scores
    nothing and searches go by words alone.
    """

    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._load = load
        self._embedder: Embedder | None = None
        self._missing = False
        self._vectors: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def __call__(self, text: str, classes: Sequence[EquipmentClass]) -> Mapping[str, float]:
        """Scores from 0 to 1 by class id."""
        with self._lock:
            try:
                return self._scores(text, classes)
            except ModelError as error:
                if not self._missing:
                    _log.warning("searching by words alone: %s", error)
                self._missing = True
                return {}

    def warm(self, store: Store) -> threading.Thread:
        """Learn the yard's texts in the background, so that no caller waits for it."""

        def learn() -> None:
            try:
                self("equipment", store.read(lambda records: records.classes.all()))
            except ApplianceError as error:
                _log.warning("the yard's texts will be learnt later: %s", error)

        thread = threading.Thread(target=learn, name="warm-meaning", daemon=True)
        thread.start()
        return thread

    def _scores(self, text: str, classes: Sequence[EquipmentClass]) -> Mapping[str, float]:
        if self._missing:
            return {}
        if self._embedder is None:
            self._embedder = self._load()
        texts = {one.id: [one.name, *one.uses] for one in classes}
        self._learn(self._embedder, [phrase for phrases in texts.values() for phrase in phrases])
        asked = self._embedder.embed([text])[0]
        return {
            class_id: max(_score(asked, self._vectors[phrase]) for phrase in phrases)
            for class_id, phrases in texts.items()
        }

    def _learn(self, embedder: Embedder, phrases: list[str]) -> None:
        if len(self._vectors) > _KEPT:
            self._vectors.clear()
        missing = [phrase for phrase in dict.fromkeys(phrases) if phrase not in self._vectors]
        if missing:
            self._vectors.update(zip(missing, embedder.embed(missing), strict=True))


def _score(one: Sequence[float], other: Sequence[float]) -> float:
    cosine = sum(a * b for a, b in zip(one, other, strict=True))
    return min(1.0, max(0.0, (cosine - _UNRELATED) / (_SAME - _UNRELATED)))
