"""The first opinion: what was learnt, read and applied; and the packaged file on the real model."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from appliance.domain.errors import ModelError
from appliance.engines.first_opinion import LearntOpinion
from appliance.evaluation.learning import cross_validated, learn
from appliance.evaluation.scenarios import Set
from appliance.evaluation.understanding import load_utterances
from tests import real_engines

LINES = "\n".join(f"  - {word} {n} > {act}" for word, act in (("yes", "yes"), ("no", "no"))
                  for n in range(15))  # fmt: skip


class Spelt:
    """An embedder whose vectors say whether a text begins with "y"."""

    def embed(self, texts: list[str]) -> list[list[float]]:
        return [[1.0, 0.0] if text.startswith("y") else [0.0, 1.0] for text in texts]


def test_what_was_learnt_is_told_with_its_share() -> None:
    labels = load_utterances({Set.BUILD: f"confirm:\n{LINES}\n"})
    learnt = learn(labels, Spelt())
    opinion = LearntOpinion(Spelt(), json.dumps(learnt))
    assert opinion.of("yes indeed", "confirm").act == "yes"
    assert opinion.of("nope", "confirm").act == "no"
    assert opinion.of("nope", "confirm").share > 0.9
    assert opinion.of("yes", "a question never asked").act == "yes"
    assert learn(labels, Spelt()) == learnt
    assert cross_validated(labels, Spelt())["right"] == 1.0


def _layer(rows: int) -> str:
    weights = base64.b64encode(np.zeros((rows, 2), dtype="<f2").tobytes()).decode()
    return json.dumps({"asked": ["need"], "acts": ["yes", "no"], "scale": 1, "weights": weights})


def test_what_does_not_fit_is_refused() -> None:
    assert LearntOpinion(Spelt(), _layer(3)).of("x", "need").share == 0.5
    with pytest.raises(ModelError, match="does not fit"):
        LearntOpinion(Spelt(), _layer(9)).of("x", "need")
    for wrong in ("{}", "no JSON", '{"asked": [], "acts": [], "scale": 1, "weights": "AAAA"}'):
        with pytest.raises(ModelError, match="cannot be read"):
            LearntOpinion(Spelt(), wrong)


@pytest.mark.models
def test_the_packaged_file_holds_what_the_build_half_teaches() -> None:
    """It was learnt from the labels as they are now: it is nearly always right on them."""
    opinion = LearntOpinion(real_engines.embedder())
    labels = [one for one in load_utterances() if one.half is Set.BUILD][::4]
    right = sum(
        opinion.of(label.text, label.asks.value).act in {act.value for act in label.acts}
        for label in labels
    )
    assert right >= 0.93 * len(labels)
