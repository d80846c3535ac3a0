from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

from appliance.bootstrap.ops import model_path
from appliance.domain.errors import ModelError
from appliance.engines.minilm import MiniLmEmbedder
from tests import real_engines


def _likeness(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_needs_lie_closest_to_the_equipment_that_meets_them() -> None:
    machines = [
        "Mini excavator: digging trenches and small foundations",
        "Scissor lift: raises people and tools to high ceilings and walls",
        "Plate compactor: compacting soil and gravel",
        "Light tower: lighting a job site at night",
    ]
    needs = [
        "I have to dig a trench for a water line",
        "we have to reach the ceiling of a warehouse",
        "the ground under the patio has to be packed down",
        "it is dark when we work, we need lamps outside",
    ]
    embedded = real_engines.embedder().embed(machines + needs)
    places, wanted = embedded[: len(machines)], embedded[len(machines) :]
    found = [max(range(4), key=lambda m, n=need: _likeness(n, places[m])) for need in wanted]
    assert found == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "one, other, published",
    [
        ("The cat sits outside", "The dog plays in the garden", 0.2838),
        ("A man is playing guitar", "A woman watches TV", -0.0327),
        ("The new movie is awesome", "The new movie is so great", 0.8939),
    ],
)
def test_likenesses_are_those_published_for_the_model(
    one: str, other: str, published: float
) -> None:
    """Figures of the sentence-transformers documentation for all-MiniLM-L6-v2 in floats."""
    vectors = real_engines.embedder().embed([one, other])
    assert _likeness(*vectors) == pytest.approx(published, abs=0.02)


def test_a_text_means_the_same_in_a_batch_and_alone() -> None:
    embedder = real_engines.embedder()
    texts = [f"machine number {count} " + "and more " * count for count in range(40)]
    together = embedder.embed(texts)
    assert len(together) == 40
    for at in (0, 17, 39):
        assert _likeness(together[at], embedder.embed([texts[at]])[0]) > 0.999
        assert math.isclose(_likeness(together[at], together[at]), 1.0, abs_tol=1e-5)


def test_a_missing_or_damaged_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"lacks model\.onnx, tokenizer\.json"):
        MiniLmEmbedder(tmp_path)
    good = model_path(real_engines.settings(), "embedder")
    shutil.copy(good / "tokenizer.json", tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"no model at all")
    with pytest.raises(ModelError, match="cannot be loaded"):
        MiniLmEmbedder(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be loaded"):
        MiniLmEmbedder(tmp_path)
