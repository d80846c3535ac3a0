"""Hearing with Whisper on CTranslate2, fast enough for a telephone turn.

Whisper pads every utterance to 30 s; here the encoder gets only as many frames as the audio
needs, which is several times faster with the same text. Refuses to pass on loops, leaked
prompts and the phrases that Whisper invents from silence: it then returns no text.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from appliance.domain.errors import ModelError
from appliance.engines.adapted_weights import TELEPHONE, changes_in
from appliance.engines.denoising import without_noise
from appliance.engines.hearing_guards import tidy
from appliance.engines.hearing_passes import (
    FULL_WINDOW_FRAMES,
    Decoding,
    Pass,
    decode,
    is_enough,
    is_silence,
    summed,
)
from appliance.engines.model_file import WEIGHTS
from appliance.engines.pcm import Samples, loudest_dbfs, resample, to_samples
from appliance.engines.tokenizer_file import TOKENIZER, built, tokenizer_in
from appliance.engines.trimmed_vocabulary import LANGUAGES, SPOKEN_HERE, vocabulary_in
from appliance.engines.turnstile import Turnstile, check
from appliance.ports.speech import CancelToken, HearingHints, Transcription

RATE_HZ = 16000
FRAMES_PER_S = 100
SAMPLES_PER_FRAME = RATE_HZ // FRAMES_PER_S

_SHORTEST_WINDOW_FRAMES = 750
"""Under 7.5 s the decoder loops on short utterances (measured)."""
_SHORTEST_ADAPTED_FRAMES = 300
"""Weights that were changed for the telephone have learned shorter windows: on 76 utterances as few
errors with 300 frames as with 750, and the encoder takes less than half the time."""
_TAIL_FRAMES = 30
_SHORTEST_AUDIO_MS = 100.0
_SILENT_DBFS = -58.0
_POSITIONS = 448
_AS_CONFIGURED = -1
"""What the model itself says should not be decoded."""
_CONTEXT_TOKENS = 223
"""Half of the decoder's positions, less the marker, as Whisper was trained."""
_MOST_ALTERNATIVES = 20
_TOKENS_A_SECOND = 9
"""People speak three words or write out three characters a second, each of one to three tokens."""
_TOKENS_BESIDES = 12


class WhisperTranscriber:
    """Transcriber on a CTranslate2 Whisper model, for all calls of the process.

    `places` utterances are decoded at a time, each by one thread: a second one gains little on a
    short utterance and costs the others a core. More wait in a queue of at most `queue`, each at
    most `wait_s` seconds (ModelError after that). `vocabulary` lists the tokens that are kept; with
    None, and of a model that the list is not for, it is all. Raises ModelError when the model
    cannot be loaded.
    """

    def __init__(
        self,
        model_dir: Path,
        *,
        language: str = "en",
        places: int = 1,
        compute_type: str = "int8",
        shortest_window_frames: int | None = None,
        vocabulary: Path | None = SPOKEN_HERE,
        wait_s: float = 10.0,
        queue: int = 8,
    ) -> None:
        self._turnstile = Turnstile("transcriber", wait_s=wait_s, queue=queue, places=places)
        self._model, self._tokenizer, self._features, is_adapted = _load(
            model_dir, language, places, compute_type, vocabulary
        )
        self._suppressed = [_AS_CONFIGURED, *self._tokenizer.encode(" ")]
        """A space alone says nothing, and two ways to write one text share its probability."""
        least = _SHORTEST_ADAPTED_FRAMES if is_adapted else _SHORTEST_WINDOW_FRAMES
        self._shortest = least if shortest_window_frames is None else shortest_window_frames
        if not least <= self._shortest <= FULL_WINDOW_FRAMES:
            raise ValueError(
                f"a window of {self._shortest} frames is not {least} to {FULL_WINDOW_FRAMES}"
            )

    def transcribe(
        self,
        audio: bytes,
        sample_rate_hz: int,
        hints: HearingHints,
        cancel: CancelToken | None = None,
    ) -> Transcription:
        """Speech to text for one utterance; of more than 30 s only the last 30 are heard.

        `text` is empty when nothing was said or nothing fit to use was decoded. With
        `hints.alternatives` over 1 a beam of that width is searched. Raises Cancelled, and
        ModelError when the engine is too busy.
        """
        begun = time.perf_counter()
        heard = without_noise(to_samples(audio), sample_rate_hz)
        samples = resample(heard.samples, sample_rate_hz, RATE_HZ)
        audio_ms = len(samples) / RATE_HZ * 1000
        samples = samples[-FULL_WINDOW_FRAMES * SAMPLES_PER_FRAME :]
        loudness = loudest_dbfs(samples, RATE_HZ)
        no_speech = 1.0
        texts: tuple[str, ...] = ()
        totals: tuple[float, ...] = ()
        if audio_ms >= _SHORTEST_AUDIO_MS and loudness >= _SILENT_DBFS:
            with self._turnstile.enter(cancel):
                decoding = decode(
                    lambda attempt: self._run(samples, hints, attempt, cancel),
                    self._window(samples),
                    len(samples) / RATE_HZ * 1000,
                    hints,
                )
            no_speech = decoding.no_speech_probability
            if not is_silence(decoding, loudness, hints):
                texts, totals = decoding.texts, decoding.totals
        return Transcription(
            text=texts[0] if texts else "",
            alternatives=texts,
            log_probabilities=totals,
            no_speech_probability=no_speech,
            speech_over_noise_db=heard.speech_over_noise_db,
            audio_ms=audio_ms,
            elapsed_ms=(time.perf_counter() - begun) * 1000,
        )

    def _window(self, samples: Samples) -> int:
        """Encoder frames for an utterance: all it needs and a little silence, an even number."""
        needed = len(samples) // SAMPLES_PER_FRAME + _TAIL_FRAMES
        return min(FULL_WINDOW_FRAMES, max(self._shortest, needed + needed % 2))

    def _run(
        self, samples: Samples, hints: HearingHints, attempt: Pass, cancel: CancelToken | None
    ) -> Decoding:
        import ctranslate2

        check(cancel)
        padded = np.zeros(attempt.frames * SAMPLES_PER_FRAME, dtype=np.float32)
        padded[: len(samples)] = samples[: len(padded)]
        mel = self._features(padded, padding=0)[:, : attempt.frames]
        view = ctranslate2.StorageView.from_array(np.ascontiguousarray(mel[None], np.float32))
        encoded = self._model.encode(view)
        prompts = [self._start(hints.language)]
        if attempt.primed:
            prompts = [self._prompt(hints, hints.prompt)]
            if hints.second_prompt:
                prompts.append(self._prompt(hints, hints.second_prompt))
        found: list[Decoding] = []
        for prompt in prompts:
            if found and is_enough(found[0], len(samples) / RATE_HZ * 1000, hints):
                break
            found.append(
                self._generated(encoded, prompt, len(samples) / RATE_HZ, hints, attempt, cancel)
            )
        return found[0] if len(found) == 1 else summed(*found)

    def _generated(
        self,
        encoded: Any,
        prompt: list[int],
        seconds: float,
        hints: HearingHints,
        attempt: Pass,
        cancel: CancelToken | None,
    ) -> Decoding:
        check(cancel)
        longest = _TOKENS_BESIDES + int(_TOKENS_A_SECOND * seconds)
        width = 1 if attempt.temperature else max(1, min(hints.alternatives, _MOST_ALTERNATIVES))
        result = self._model.generate(
            encoded,
            [prompt],
            beam_size=width,
            num_hypotheses=width,
            sampling_topk=0 if attempt.temperature else 1,
            sampling_temperature=attempt.temperature or 1.0,
            max_length=min(_POSITIONS, len(prompt) + longest),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )[0]
        check(cancel)
        found = [
            (tidy(self._tokenizer.decode(ids)), float(score) * (len(ids) + 1))
            for ids, score in zip(result.sequences_ids, result.scores, strict=True)
        ]
        if found[0][0]:
            found = [one for one in found if one[0]]
        return Decoding(
            tuple(text for text, _ in found),
            float(result.scores[0]),
            float(result.no_speech_prob),
            tuple(total for _, total in found),
            is_endless=len(result.sequences_ids[0]) >= longest - 1,
        )

    def _start(self, language: str) -> list[int]:
        """The decoder's start in that language, or the model's own for one that it lacks."""
        start = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        several = self._tokenizer.language is not None
        token = self._tokenizer.tokenizer.token_to_id(f"<|{language}|>") if language else None
        if several and token is not None:
            start[1] = token
        return start

    def _prompt(self, hints: HearingHints, words: str) -> list[int]:
        """Decoder start, with hotwords and prompt as what came before, within its room."""
        prompt = self._encode(words)[-_CONTEXT_TOKENS:]
        context: list[int] = []
        for hotword in _spaced(hints.hotwords):
            tokens = self._encode(hotword)
            if len(context) + len(tokens) + len(prompt) > _CONTEXT_TOKENS:
                break
            context += tokens
        context += prompt
        if not context:
            return self._start(hints.language)
        return [self._tokenizer.sot_prev, *context, *self._start(hints.language)]

    def _encode(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(f" {text.strip()}")) if text.strip() else []


def _spaced(hotwords: Sequence[str]) -> list[str]:
    """Hotwords as a comma-separated list, in pieces; the full stop keeps sentences whole."""
    last = len(hotwords) - 1
    return [f"{word.strip()}{',.'[at == last]}" for at, word in enumerate(hotwords)]


def _load(
    model_dir: Path, language: str, places: int, compute_type: str, vocabulary: Path | None
) -> tuple[Any, Any, Any, bool]:
    """The model, its tokenizer, its feature extractor, and whether the weights were changed for
    the telephone. Raises ModelError."""
    import ctranslate2
    from faster_whisper.feature_extractor import FeatureExtractor
    from faster_whisper.tokenizer import Tokenizer

    missing = [n for n in (WEIGHTS, TOKENIZER) if not (model_dir / n).is_file()]
    if missing:
        raise ModelError(
            f"The transcriber's model in {model_dir} lacks {', '.join(missing)}.",
            "Fetch the models: appliance models fetch",
        )
    try:
        changes = changes_in(TELEPHONE)
        spoken = vocabulary_in(vocabulary) if vocabulary and language in LANGUAGES else None
        is_adapted = changes.fit(model_dir)
        with ExitStack() as files:
            folder = files.enter_context(changes.applied(model_dir)) if is_adapted else model_dir
            if spoken is not None and spoken.fits(folder):
                folder = files.enter_context(spoken.applied(folder))
            model = ctranslate2.models.Whisper(
                str(folder),
                device="cpu",
                compute_type=compute_type,
                inter_threads=places,
                intra_threads=1,
            )
            words = built(tokenizer_in(folder))
        tokenizer = Tokenizer(words, model.is_multilingual, "transcribe", language)
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"The transcriber's model in {model_dir} cannot be loaded: {error}",
            "Check it with: appliance models verify",
        ) from error
    return model, tokenizer, FeatureExtractor(feature_size=model.n_mels), is_adapted
