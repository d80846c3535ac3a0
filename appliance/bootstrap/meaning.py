"""Scores for what a caller's words mean, by the local embedder: needs to equipment, questions to
knowledge articles.

Runs in the caller's thread, never in the one that owns the records. The cost of a question is one
embedding and one product of a matrix, whatever the number of units.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from appliance.domain.errors import ApplianceError, ModelError
from appliance.ports.speech import Embedder
from appliance.ports.store import Records, Store
from appliance.rental.articles import topics

_log = logging.getLogger(__name__)
_UNRELATED, _SAME = 0.25, 0.75
"""Cosines of MiniLM sentence vectors: below the first nothing is shared, from the second on
the two say the same (read off the demo yard's uses)."""
_AT_ONCE = 32
"""As many new texts are learnt while a caller waits (some 0.1 s); more in the background."""


class Described(Protocol):
    """What words are compared with: a class of equipment, or an article."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def uses(self) -> tuple[str, ...]: ...


Texts = Sequence[Described]


def classes(records: Records) -> Texts:
    """What needs are compared with."""
    return records.classes.all()


def articles(records: Records) -> Texts:
    """What questions are compared with."""
    return topics(records.articles.active())


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Of these classes: one row of `matrix` a text, the class's first row at `starts`."""

    classes: Sequence[Described]
    ids: tuple[str, ...]
    starts: Any
    matrix: Any


class EquipmentMeaning:
    """Compares words with each class's name and uses.

    Vectors are kept by text and go with the classes that have them; a changed class is learnt
    anew. The embedder is loaded when it is first needed. Where it cannot be, everything scores
    nothing and searches go by words alone, as they do for classes not learnt yet.
    """

    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._load = load
        self._embedder: Embedder | None = None
        self._missing = False
        self._texts: dict[str, list[float]] = {}
        self._vectors: _Vectors | None = None
        self._learning: threading.Thread | None = None
        self._lock = threading.Lock()

    def of_other_texts(self) -> EquipmentMeaning:
        """The same embedder for another set of texts, whose vectors are kept apart."""

        def load() -> Embedder:
            embedder = self._ready()
            if embedder is None:
                raise ModelError("There is no embedder.")
            return embedder

        return EquipmentMeaning(load)

    def __call__(self, text: str, classes: Sequence[Described]) -> Mapping[str, float]:
        """Scores from 0 to 1 by class id."""
        try:
            embedder = self._ready()
            if embedder is None:
                return {}
            vectors = self._of(embedder, classes)
            return _scores(embedder, text, vectors) if vectors.ids else {}
        except ModelError as error:
            _log.warning("searching by words alone: %s", error)
            return {}

    def warm(self, store: Store, texts: Callable[[Records], Texts] = classes) -> threading.Thread:
        """Learn the yard's texts in the background, so that no caller waits for it."""

        def learn() -> None:
            try:
                embedder = self._ready()
                if embedder is not None:
                    self._learn(embedder, store.read(texts))
            except ApplianceError as error:
                _log.warning("the yard's texts will be learnt later: %s", error)

        thread = threading.Thread(target=learn, name="warm-meaning")
        thread.start()
        return thread

    def _ready(self) -> Embedder | None:
        with self._lock:
            if self._embedder is None and not self._missing:
                try:
                    self._embedder = self._load()
                except ModelError:
                    self._missing = True
                    raise
            return self._embedder

    def _of(self, embedder: Embedder, classes: Sequence[Described]) -> _Vectors:
        known = self._vectors
        if known is not None and known.classes == classes:
            return known
        missing = self._unlearnt(classes)
        if len(missing) > _AT_ONCE:
            self._learn_in_background(embedder, classes)
            return self._stacked(classes)
        self._learn(embedder, classes)
        return self._vectors or self._stacked(classes)

    def _unlearnt(self, classes: Sequence[Described]) -> list[str]:
        texts = dict.fromkeys(text for one in classes for text in (one.name, *one.uses))
        return [text for text in texts if text not in self._texts]

    def _learn_in_background(self, embedder: Embedder, classes: Sequence[Described]) -> None:
        def learn() -> None:
            try:
                self._learn(embedder, classes)
            except ModelError as error:
                _log.warning("the yard's texts will be learnt later: %s", error)

        with self._lock:
            if self._learning is None or not self._learning.is_alive():
                self._learning = threading.Thread(target=learn, name="learn-meaning")
                self._learning.start()

    def _learn(self, embedder: Embedder, classes: Sequence[Described]) -> None:
        """Embed what is new, a batch at a time so that callers come in between, and keep no
        texts but those of these classes. Given up when the program ends: its threads are waited
        for, since one that is within the embedder then would take the whole process down."""
        missing = self._unlearnt(classes)
        for start in range(0, len(missing), _AT_ONCE):
            if not threading.main_thread().is_alive():
                return
            batch = missing[start : start + _AT_ONCE]
            vectors = embedder.embed(batch)
            with self._lock:
                self._texts.update(zip(batch, vectors, strict=True))
        stacked = self._stacked(classes)
        with self._lock:
            wanted = {text for one in classes for text in (one.name, *one.uses)}
            self._texts = {text: known for text, known in self._texts.items() if text in wanted}
            self._vectors = stacked

    def _stacked(self, classes: Sequence[Described]) -> _Vectors:
        """What is known of these classes; those without a known text are left out."""
        import numpy as np

        with self._lock:
            texts = dict(self._texts)
        ids: list[str] = []
        starts: list[int] = []
        rows: list[list[float]] = []
        for one in classes:
            found = [texts[text] for text in (one.name, *one.uses) if text in texts]
            if found:
                ids.append(one.id)
                starts.append(len(rows))
                rows += found
        matrix = np.array(rows, dtype=np.float32)
        return _Vectors(classes, tuple(ids), np.array(starts, dtype=np.intp), matrix)


def _scores(embedder: Embedder, text: str, vectors: _Vectors) -> Mapping[str, float]:
    import numpy as np

    asked = np.array(embedder.embed([text])[0], dtype=np.float32)
    cosines = np.maximum.reduceat(vectors.matrix @ asked, vectors.starts)
    scores = np.clip((cosines - _UNRELATED) / (_SAME - _UNRELATED), 0.0, 1.0)
    return dict(zip(vectors.ids, scores.tolist(), strict=True))
