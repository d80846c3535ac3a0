"""A first opinion by the embedder and a linear layer over its vectors (multinomial logistic).

What was learnt is packaged: `appliance eval learn` makes the file from the labelled utterances of
the build half, and it fits one embedder alone. Refuses a file made for vectors of another length.
"""

from __future__ import annotations

import base64
import json
from importlib import resources

import numpy as np

from appliance.domain.errors import ModelError
from appliance.ports.opinion import Opinion
from appliance.ports.speech import Embedder

LEARNT = "first_opinion.json"


class LearntOpinion:
    """FirstOpinion on an embedder. One product of 400 by 25 beside the embedding."""

    def __init__(self, embedder: Embedder, learnt: str | None = None) -> None:
        """`learnt` is the JSON that `appliance eval learn` makes; the packaged one if None.
        Raises ModelError when it makes no sense."""
        self._embedder = embedder
        try:
            read = json.loads(learnt if learnt is not None else _packaged())
            self._acts = tuple(str(act) for act in read["acts"])
            self._asked = {str(asked): place for place, asked in enumerate(read["asked"])}
            self._scale = float(read["scale"])
            values = np.frombuffer(base64.b64decode(read["weights"]), dtype="<f2")
            self._weights = values.astype(np.float32).reshape(-1, len(self._acts))
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"What was learnt of acts cannot be read: {error!r}.") from error

    def of(self, text: str, asked: str) -> Opinion:
        vector = np.array(self._embedder.embed([text])[0], dtype=np.float32) * self._scale
        if len(vector) + len(self._asked) != len(self._weights):
            raise ModelError(
                f"What was learnt of acts does not fit vectors of {len(vector)} numbers.",
                "Make it anew for this embedder: appliance eval learn",
            )
        question = np.zeros(len(self._asked), dtype=np.float32)
        if asked in self._asked:
            question[self._asked[asked]] = 1.0
        scores = np.concatenate([vector, question]) @ self._weights
        shares = np.exp(scores - scores.max())
        best = int(shares.argmax())
        return Opinion(self._acts[best], float(shares[best] / shares.sum()))


def _packaged() -> str:
    return (resources.files("appliance.engines") / "data" / LEARNT).read_text(encoding="utf-8")
