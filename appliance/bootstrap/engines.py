"""Builds the engines from the settings and the model store: one of each for a process.

Engines are loaded when they are built, and each knows its model only by its role.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.bootstrap.ops import model_path
from appliance.domain.errors import ModelError
from appliance.ports.speech import Embedder, VoiceActivityDetector

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.engines.first_opinion import LearntOpinion
    from appliance.engines.llama import LlamaModel
    from appliance.engines.minilm import MiniLmEmbedder
    from appliance.engines.piper import PiperSynthesizer
    from appliance.engines.webrtc_vad import WebRtcVad
    from appliance.engines.whisper import WhisperTranscriber

_log = logging.getLogger(__name__)
MOST_HEARD_AT_ONCE = 4
"""Utterances, each of which keeps a core busy; as many as the calls that a small yard has."""
PLACES = 6
"""Completions that advance together; a pass over the weights grows dearer with each."""
VAD_AGGRESSIVENESS = 2
VAD_FLOOR_DBFS = -55.0
"""Line noise of a quiet telephone lies under it, a soft voice well over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Every engine of a talking process. `new_detector` makes one a call: it follows a stream."""

    transcriber: WhisperTranscriber
    language_model: LlamaModel
    synthesizer: PiperSynthesizer
    embedder: MiniLmEmbedder
    new_detector: Callable[[], VoiceActivityDetector]


def build_engines(settings: Settings) -> Engines:
    """All engines, loaded: some seconds and about 2 GB of memory. Raises ModelError."""
    return Engines(
        transcriber=build_transcriber(settings),
        language_model=build_language_model(settings),
        synthesizer=build_synthesizer(settings),
        embedder=build_embedder(settings),
        new_detector=lambda: build_vad(settings),
    )


def heard_at_once(settings: Settings) -> int:
    """How many utterances the transcriber decodes at the same time."""
    return min(settings.voice.thread_count, MOST_HEARD_AT_ONCE)


def build_transcriber(settings: Settings) -> WhisperTranscriber:
    """The transcriber, loaded. Raises ModelError."""
    from appliance.engines.whisper import WhisperTranscriber

    return WhisperTranscriber(
        model_path(settings, "transcriber"),
        language=settings.yard.locale.partition("_")[0],
        places=heard_at_once(settings),
    )


def build_language_model(
    settings: Settings, *, places: int = PLACES, forcing: bool = True
) -> LlamaModel:
    """The language model, loaded; for `places` completions at once. Raises ModelError."""
    from appliance.engines.llama import LlamaModel

    return LlamaModel(
        model_path(settings, "language_model"),
        threads=settings.voice.threads or None,
        prefix_folder=_prefix_folder(settings),
        places=places,
        forcing=forcing,
    )


def _prefix_folder(settings: Settings) -> Path:
    """Beside the models where that can be written: evaluated once, every data dir of this box
    starts quickly. They hold the fixed instructions alone, nothing of a yard or a call."""
    models = settings.models_dir
    place = models if os.access(models, os.W_OK | os.X_OK) else settings.data_dir / "cache"
    return place / "prefixes"


def build_synthesizer(settings: Settings) -> PiperSynthesizer:
    """The voice, loaded. Raises ModelError."""
    from appliance.engines.piper import PiperSynthesizer

    return PiperSynthesizer(model_path(settings, "voice"), threads=settings.voice.threads or None)


def build_vad(settings: Settings) -> WebRtcVad:
    """A voice activity detector for one audio stream."""
    from appliance.engines.webrtc_vad import WebRtcVad

    return WebRtcVad(aggressiveness=VAD_AGGRESSIVENESS, floor_dbfs=VAD_FLOOR_DBFS)


def build_embedder(settings: Settings) -> MiniLmEmbedder:
    """The embedder, loaded. Raises ModelError."""
    from appliance.engines.minilm import MiniLmEmbedder

    return MiniLmEmbedder(model_path(settings, "embedder"))


def build_first_opinion(
    settings: Settings, embedder: Embedder | None = None
) -> LearntOpinion | None:
    """A first opinion on utterances, warm; on an embedder of its own unless one is given. None
    where it cannot be had: the language model then reads alone."""
    from appliance.engines.first_opinion import LearntOpinion

    try:
        opinion = LearntOpinion(embedder or build_embedder(settings))
        opinion.of("hello", "need")
    except ModelError as error:
        _log.warning("no first opinion on what callers say: %s", error)
        return None
    return opinion
