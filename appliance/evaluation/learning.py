"""Learns a first opinion from labelled utterances: which act is meant, by the question asked.

Multinomial logistic regression over the embedder's vectors and the question, by gradient descent
from nothing, without chance: the same utterances give the same file. Only the build half is ever
learnt from.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.evaluation.understanding import Labelled
from appliance.ports.speech import Embedder

_SCALE = 2.0
"""Weight of the vector against the question."""
_STEPS, _RATE, _MOMENTUM, _DECAY = 300, 2.0, 0.9, 3e-4
_FOLDS = 10
_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)
Floats = npt.NDArray[np.floating[Any]]


def learn(labels: Sequence[Labelled], embedder: Embedder) -> dict[str, Any]:
    """What the adapter reads: the questions, the acts and a weight for each pair."""
    asked, acts = _names(labels)
    features = _features(labels, asked, embedder)
    weights = features.T @ _fitted(features, _wanted(labels, acts))
    return {
        "asked": asked,
        "acts": acts,
        "scale": _SCALE,
        "weights": base64.b64encode(weights.astype("<f2").tobytes()).decode("ascii"),
    }


def cross_validated(labels: Sequence[Labelled], embedder: Embedder) -> dict[str, Any]:
    """Each utterance judged by what was learnt from nine tenths without it: how many were right,
    and for a least share of certainty how many are left and right."""
    asked, acts = _names(labels)
    features, wanted = _features(labels, asked, embedder), _wanted(labels, acts)
    order = np.random.default_rng(0).permutation(len(labels))
    shares = np.zeros_like(wanted)
    for fold in range(_FOLDS):
        held = order[fold::_FOLDS]
        rest = np.setdiff1d(order, held)
        duals = _fitted(features[rest], wanted[rest])
        shares[held] = _softmax(features[held] @ (features[rest].T @ duals))
    right = shares.argmax(axis=1) == wanted.argmax(axis=1)
    sure = shares.max(axis=1)
    return {
        "utterances": len(labels),
        "right": round(float(right.mean()), 4),
        "from": {
            str(least): {
                "covers": round(float((sure >= least).mean()), 4),
                "right": round(float(right[sure >= least].mean()), 4),
            }
            for least in _SHARES
            if (sure >= least).any()
        },
    }


def _names(labels: Sequence[Labelled]) -> tuple[list[str], list[str]]:
    asked = sorted({label.asks.value for label in labels})
    return asked, sorted({_act(label) for label in labels})


def _act(label: Labelled) -> str:
    """The act that leads: of a choice with dates, the choice."""
    return sorted(act.value for act in label.acts)[0]


def _features(labels: Sequence[Labelled], asked: Sequence[str], embedder: Embedder) -> Floats:
    # One at a time: the embedder's numbers depend a little on what else is in a batch.
    vectors = np.array([embedder.embed([label.text])[0] for label in labels], dtype=np.float32)
    questions = np.array([[label.asks.value == one for one in asked] for label in labels])
    return np.concatenate([vectors * _SCALE, questions.astype(np.float32)], axis=1)


def _wanted(labels: Sequence[Labelled], acts: Sequence[str]) -> Floats:
    return np.array([[_act(label) == act for act in acts] for label in labels], dtype=np.float32)


def _fitted(features: Floats, wanted: Floats) -> Floats:
    """A weight for each utterance and act; the features times these are the layer's weights."""
    kernel = features @ features.T
    duals = np.zeros_like(wanted)
    speed = np.zeros_like(wanted)
    for _ in range(_STEPS):
        slope = (_softmax(kernel @ duals) - wanted) / len(wanted) + _DECAY * duals
        speed = _MOMENTUM * speed - _RATE * slope
        duals = duals + speed
    return np.asarray(duals, dtype=np.float32)


def _softmax(scores: Floats) -> Floats:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)
