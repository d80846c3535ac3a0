"""Searching by meaning: what is learnt when, and that it keeps out of the records' thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace

from appliance.bootstrap.meaning import EquipmentMeaning, articles
from appliance.bootstrap.records import warm_meanings
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.errors import ModelError
from appliance.domain.knowledge import KnowledgeArticle
from appliance.ports.facts import EquipmentQuery
from appliance.ports.speech import Embedder
from appliance.rental.desk import LocalDesk
from appliance.storage.store import DuckDbStore
from tests.rental.yard import BOOM, CONES, DIGGER, LIFT, TestYard


class CountingEmbedder:
    """Texts that share a word have the same vector; keeps what it was asked, and where."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.threads: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()

    def embed(self, texts: list[str]) -> list[list[float]]:
        assert self.gate.wait(10)
        self.asked += texts
        self.threads.add(threading.current_thread().name)
        return [[1.0, 0.0] if "dig" in text else [0.0, 1.0] for text in texts]


def made() -> tuple[EquipmentMeaning, CountingEmbedder]:
    embedder = CountingEmbedder()
    return EquipmentMeaning(lambda: embedder), embedder


def test_each_text_is_learnt_once_and_a_changed_class_anew() -> None:
    meaning, embedder = made()
    classes: Sequence[EquipmentClass] = (LIFT, DIGGER)
    assert meaning("dig", classes) == {"lift": 0.0, "digger": 1.0}
    embedder.asked.clear()
    assert meaning("dig a hole", tuple(classes)) == {"lift": 0.0, "digger": 1.0}
    assert embedder.asked == ["dig a hole"]
    changed = replace(LIFT, uses=("digging", *LIFT.uses))
    assert meaning("dig", (changed, DIGGER))["lift"] == 1.0
    assert embedder.asked == ["dig a hole", "digging", "dig"]


def test_texts_of_classes_that_are_gone_are_forgotten() -> None:
    meaning, embedder = made()
    meaning("dig", (LIFT, BOOM))
    meaning("dig", (LIFT,))
    embedder.asked.clear()
    meaning("dig", (LIFT, BOOM))
    assert set(embedder.asked) == {BOOM.name, *BOOM.uses, "dig"}


def test_many_new_classes_are_learnt_in_the_background() -> None:
    meaning, embedder = made()
    embedder.gate.clear()
    many = tuple(replace(DIGGER, id=f"d{n}", name=f"Digger {n}") for n in range(400))
    assert meaning("dig", many) == {}, "nobody waits for so many"
    embedder.gate.set()
    end = time.monotonic() + 10
    while len(meaning("hole to dig", many)) < len(many):
        assert time.monotonic() < end
        time.sleep(0.01)
    learnt = [text for text in embedder.asked if text.startswith("Digger")]
    assert len(learnt) == len(many), "nothing is learnt twice"


def test_the_yards_texts_are_learnt_before_anybody_asks() -> None:
    meaning, embedder = made()
    store = DuckDbStore(":memory:")
    try:
        yard = TestYard(store)
        article = KnowledgeArticle(
            id="holes", title="Holes", body="We dig.", updated_at=yard.clock.now()
        )
        yard.change(lambda records: records.articles.put(article))
        of_articles = meaning.of_other_texts()
        for learning in warm_meanings(store, meaning, of_articles):
            learning.join(10)
        assert "Holes" in embedder.asked
        assert DIGGER.name in embedder.asked
        embedder.asked.clear()
        assert of_articles("dig", store.read(articles)) == {"holes": 0.0}
        assert embedder.asked == ["dig"]
    finally:
        store.close()


def test_without_a_model_words_alone_decide() -> None:
    loads = []

    def load() -> Embedder:
        loads.append(1)
        raise ModelError("There is no model.")

    meaning = EquipmentMeaning(load)
    assert meaning("dig", (LIFT,)) == {}
    assert meaning("dig", (LIFT,)) == {}
    assert len(loads) == 1


def test_the_records_thread_never_embeds() -> None:
    meaning, embedder = made()
    store = DuckDbStore(":memory:")
    try:
        yard = TestYard(store)
        desk = LocalDesk(store, yard.clock, meaning)
        (best, *_) = desk.find_equipment(EquipmentQuery(text="somewhere to dig"))
        assert best.class_id == DIGGER.id
        yard.change(lambda records: records.classes.put(replace(CONES, uses=("digging",))))
        found = desk.find_equipment(EquipmentQuery(text="somewhere to dig"))
        assert {one.class_id for one in found} == {DIGGER.id, CONES.id}
    finally:
        store.close()
    assert embedder.threads == {threading.current_thread().name}
