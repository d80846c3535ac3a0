"""The voices of the box's agents: each loaded once, when an agent that speaks with it is called."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from appliance.bootstrap.ops import build_model_store
from appliance.domain.agents import Speech
from appliance.ports.speech import Synthesizer

if TYPE_CHECKING:
    from appliance.config import Settings


def build_speech(settings: Settings) -> Speech:
    """What this box can speak with and hear. Raises ModelError, ConfigurationError."""
    from appliance.ops.models.speech import speech_of

    return speech_of(build_model_store(settings))


class Voices:
    """Synthesizers by the voice's name in the store. Any thread may ask; loading blocks."""

    def __init__(self, settings: Settings, own: Synthesizer) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._own = own
        self._loaded: dict[str, Synthesizer] = {}

    def named(self, voice: str) -> Synthesizer:
        """The voice; the box's own for an empty name. Raises ModelError when it is not there."""
        store = build_model_store(self._settings)
        if not voice or voice == store.model("voice").id:
            return self._own
        with self._lock:
            if voice not in self._loaded:
                from appliance.engines.piper import PiperSynthesizer

                self._loaded[voice] = PiperSynthesizer(
                    store.path_of(store.manifest.get(voice)),
                    threads=self._settings.voice.threads or None,
                )
            return self._loaded[voice]
