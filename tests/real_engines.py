"""The real engines, loaded once for all tests of a run, as `bootstrap` wires them."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path

from appliance.bootstrap import engines
from appliance.config import Settings, load_settings
from appliance.engines.llama import LlamaModel
from appliance.engines.minilm import MiniLmEmbedder
from appliance.engines.piper import PiperSynthesizer
from appliance.engines.whisper import WhisperTranscriber


@cache
def settings() -> Settings:
    """The defaults, with a data dir of its own that goes when the tests end."""
    folder = tempfile.TemporaryDirectory(prefix="appliance-engines-")
    atexit.register(folder.cleanup)
    return load_settings(Path(folder.name))


@cache
def transcriber() -> WhisperTranscriber:
    return engines.build_transcriber(settings())


@cache
def language_model() -> LlamaModel:
    return engines.build_language_model(settings())


@cache
def synthesizer() -> PiperSynthesizer:
    return engines.build_synthesizer(settings())


@cache
def embedder() -> MiniLmEmbedder:
    return engines.build_embedder(settings())
