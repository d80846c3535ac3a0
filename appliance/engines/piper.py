"""Speaking with a Piper voice, a clause at a time, at the rate that the line wants.

Refuses markup: what looks like Piper's raw phonemes is spoken as plain text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from appliance.domain.errors import ModelError
from appliance.engines.clauses import clauses
from appliance.engines.cores import physical_cores
from appliance.engines.pcm import Samples, resample, to_pcm
from appliance.engines.phrase_cache import PhraseCache
from appliance.engines.turnstile import Turnstile

_CACHE_BYTES = 32 * 1024 * 1024
_PEAK = 0.7
"""Of full scale: about 3 dB of headroom for the telephone's companding."""
_AUDIBLE = 0.01
_LEAD_MS = 8
_TAIL_MS = 40
_FADE_MS = 5
_SENTENCE_PAUSE_MS = 180
_CLAUSE_PAUSE_MS = 70
_LOWEST_HZ, _HIGHEST_HZ = 8000, 48000


class PiperSynthesizer:
    """Synthesizer on a Piper voice (`.onnx` with its `.onnx.json` beside it), for all calls.

    Clauses are kept, ready at their rate, in `cache_bytes` of memory. One clause is made at a
    time; others wait in a queue of at most `queue`, each at most `wait_s` seconds (ModelError
    after that). `pace` over 1 speaks faster. Raises ModelError when the voice cannot be loaded.
    """

    def __init__(
        self,
        voice: Path,
        *,
        threads: int | None = None,
        pace: float = 1.0,
        cache_bytes: int = _CACHE_BYTES,
        wait_s: float = 10.0,
        queue: int = 16,
    ) -> None:
        from piper import SynthesisConfig

        self._voice = _load(voice, threads or physical_cores())
        self._rate_hz = int(self._voice.config.sample_rate)
        self._manner = SynthesisConfig(
            length_scale=float(self._voice.config.length_scale) / pace, volume=_PEAK
        )
        self._turnstile = Turnstile("voice", wait_s=wait_s, queue=queue)
        self.cache = PhraseCache(cache_bytes)

    @property
    def sample_rate_hz(self) -> int:
        """The voice's own rate."""
        return self._rate_hz

    def synthesize(self, text: str, sample_rate_hz: int | None = None) -> Iterator[bytes]:
        """Speech for a text, one chunk of PCM for each clause, pauses between them included.

        Each chunk is made when it is asked for. Raises ValueError for a rate outside 8 to
        48 kHz at once, ModelError while iterating when the engine is too busy.
        """
        rate_hz = sample_rate_hz or self._rate_hz
        if not _LOWEST_HZ <= rate_hz <= _HIGHEST_HZ:
            raise ValueError(f"{rate_hz} Hz is outside {_LOWEST_HZ} to {_HIGHEST_HZ} Hz")
        return self._speak(clauses(_plain(text)), rate_hz)

    def warm(self, phrases: Iterable[str], sample_rate_hz: int | None = None) -> None:
        """Make phrases ahead, so that they play at once when they are said."""
        for phrase in phrases:
            for _ in self.synthesize(phrase, sample_rate_hz):
                pass

    def _speak(self, pieces: list[str], rate_hz: int) -> Iterator[bytes]:
        for at, piece in enumerate(pieces):
            audio = self._clause(piece, rate_hz)
            if at < len(pieces) - 1:
                pause_ms = _SENTENCE_PAUSE_MS if _ends_sentence(piece) else _CLAUSE_PAUSE_MS
                audio += bytes(2 * (rate_hz * pause_ms // 1000))
            yield audio

    def _clause(self, piece: str, rate_hz: int) -> bytes:
        kept = self.cache.get((piece, rate_hz))
        if kept is not None:
            return kept
        with self._turnstile.enter():
            chunks = [
                np.asarray(chunk.audio_float_array, dtype=np.float32)
                for chunk in self._voice.synthesize(piece, self._manner)
            ]
        if not chunks:
            return b""
        samples = _trimmed(np.concatenate(chunks), self._rate_hz)
        audio = to_pcm(_faded(resample(samples, self._rate_hz, rate_hz), rate_hz))
        self.cache.put((piece, rate_hz), audio)
        return audio


def _plain(text: str) -> str:
    """Text without the brackets with which Piper marks raw phonemes."""
    return text.replace("[", " ").replace("]", " ")


def _ends_sentence(piece: str) -> bool:
    return piece.rstrip("\"'”’)]").endswith((".", "!", "?", "…"))


def _trimmed(samples: Samples, rate_hz: int) -> Samples:
    """Without the silence before and after, but for a few milliseconds."""
    audible = np.flatnonzero(np.abs(samples) > _AUDIBLE)
    if not len(audible):
        return samples[:0]
    first = max(0, int(audible[0]) - rate_hz * _LEAD_MS // 1000)
    last = int(audible[-1]) + 1 + rate_hz * _TAIL_MS // 1000
    return samples[first:last]


def _faded(samples: Samples, rate_hz: int) -> Samples:
    """With both ends faded, so that clauses join without a click."""
    size = min(rate_hz * _FADE_MS // 1000, len(samples) // 2)
    if not size:
        return samples
    ramp = np.linspace(0.0, 1.0, size, dtype=np.float32)
    shaped = samples.copy()
    shaped[:size] *= ramp
    shaped[-size:] *= ramp[::-1]
    return shaped


def _load(voice: Path, threads: int) -> Any:
    """The Piper voice on `threads` threads that sleep while idle. Raises ModelError."""
    import onnxruntime
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidProtobuf, NoSuchFile
    from piper import PiperVoice
    from piper.config import PiperConfig

    described = voice.with_name(f"{voice.name}.json")
    for path in (voice, described):
        if not path.is_file():
            raise ModelError(f"The voice lacks {path}.", "Fetch the models: appliance models fetch")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Every length of text is another shape; the arena would keep room for all it ever saw.
    options.enable_mem_pattern = False
    options.enable_cpu_mem_arena = False
    # Spinning threads would take the cores from the language model between clauses.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        config = PiperConfig.from_dict(json.loads(described.read_text(encoding="utf-8")))
        session = onnxruntime.InferenceSession(
            str(voice), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except (OSError, ValueError, KeyError, Fail, InvalidProtobuf, NoSuchFile) as error:
        raise ModelError(
            f"The voice {voice} cannot be loaded: {error}",
            "Check it with: appliance models verify",
        ) from error
    return PiperVoice(session=session, config=config)
