"""How long the language model is going to take, so that nobody waits for it in silence."""

from __future__ import annotations

import time
from collections import deque
from statistics import median

from appliance.ports.speech import CancelToken, Completion, LanguageModel

FIRST_GUESS_S = 2.0
"""Until it has answered: what a caller's turn took on two cores (1.7 to 4 s measured)."""
_LATEST = 9


class ModelPace:
    """The time that the model's latest answers took, over all calls. Any thread may use it."""

    def __init__(self) -> None:
        self._latest: deque[float] = deque(maxlen=_LATEST)

    def took(self, seconds: float) -> None:
        """It has answered."""
        self._latest.append(seconds)

    @property
    def typical_s(self) -> float:
        """The median of the latest."""
        latest = tuple(self._latest)
        return median(latest) if latest else FIRST_GUESS_S


class WatchedModel:
    """A LanguageModel as one call uses it: one question at a time."""

    def __init__(self, model: LanguageModel, pace: ModelPace) -> None:
        self._model = model
        self._pace = pace
        self._asked_at: float | None = None

    @property
    def ready_in_s(self) -> float | None:
        """The time until it is likely to have answered; None while it is not asked."""
        asked_at = self._asked_at
        if asked_at is None:
            return None
        return max(0.0, self._pace.typical_s - (time.monotonic() - asked_at))

    def complete(
        self,
        prefix: str,
        prompt: str,
        *,
        grammar: str | None = None,
        max_tokens: int = 64,
        stop: tuple[str, ...] = (),
        cancel: CancelToken | None = None,
    ) -> Completion:
        """As the model; only answers count for its pace, neither failures nor what was given up."""
        asked_at = self._asked_at = time.monotonic()
        try:
            completion = self._model.complete(
                prefix, prompt, grammar=grammar, max_tokens=max_tokens, stop=stop, cancel=cancel
            )
        finally:
            self._asked_at = None
        self._pace.took(time.monotonic() - asked_at)
        return completion

    def prepare(self, prefix: str, prompt_start: str) -> None:
        """As the model."""
        self._model.prepare(prefix, prompt_start)
