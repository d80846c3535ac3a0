"""The transcriber against faster-whisper's own, on the same model and the same audio.

faster-whisper transcribes as it comes (beam of five, 30 s windows) with a thread for each core, and
once more greedily, which is how utterances without alternatives are decoded here, by one thread.
"""

from __future__ import annotations

import io
import time
import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from appliance.bootstrap.bench import Report, Result, machine_facts
from appliance.bootstrap.bench.recorded import By, Utterance, utterances, word_errors
from appliance.bootstrap.engines import build_transcriber
from appliance.bootstrap.ops import model_path
from appliance.config import Settings, load_settings
from appliance.evaluation.telephone import TELEPHONE_HZ
from appliance.ports.speech import HearingHints

Hear = Callable[[Utterance], str]
_SHORTEST_S, _LONGEST_S = 3.0, 5.0
OURS: Final = "appliance"
DEFAULT: Final = "faster-whisper"
GREEDY: Final = "faster-whisper, greedy"


def measure_transcription(
    data_dir: Path,
    limit: int | None = None,
    told: Callable[[str, int, int], None] = lambda name, done, total: None,
) -> Report:
    """Times and word error rates of each on every utterance, or on the first `limit`. The ratios
    of word errors leave out what was learned from.

    Raises ModelError where the model or a voice is missing.
    """
    settings = load_settings(data_dir)
    machine = machine_facts()
    spoken = utterances()[:limit]
    results: list[Result] = []
    errors: dict[str, float] = {}
    middles: dict[str, float] = {}
    for name, hear in (
        (OURS, _ours(settings)),
        (DEFAULT, _own(settings, 5)),
        (GREEDY, _own(settings, 1)),
    ):
        hear(spoken[0])  # the first one pays for loading
        times, heard = _heard(name, hear, spoken, told)
        results += _results(name, spoken, times, heard)
        errors[name] = _error_rate(*_unlearned(spoken, heard))
        middles[name] = sorted(times)[len(times) // 2]
    return Report(
        "transcribe",
        machine,
        tuple(results),
        {
            "faster than faster-whisper": round(middles[DEFAULT] / middles[OURS], 2),
            "word errors of faster-whisper's": round(errors[OURS] / max(errors[DEFAULT], 1e-9), 3),
            "word errors of greedy faster-whisper's": round(
                errors[OURS] / max(errors[GREEDY], 1e-9), 3
            ),
        },
    )


def _heard(
    name: str, hear: Hear, spoken: Sequence[Utterance], told: Callable[[str, int, int], None]
) -> tuple[list[float], list[str]]:
    times, heard = [], []
    for n, one in enumerate(spoken):
        told(name, n, len(spoken))
        begun = time.perf_counter()
        heard.append(hear(one))
        times.append((time.perf_counter() - begun) * 1000)
    return times, heard


def _results(
    name: str, spoken: Sequence[Utterance], times: Sequence[float], heard: Sequence[str]
) -> list[Result]:
    pairs = list(zip(spoken, times, heard, strict=True))
    middle = [ms for one, ms, _ in pairs if _SHORTEST_S <= one.seconds <= _LONGEST_S]
    found = [Result.of(f"{name}, all", list(times))]
    if middle:
        found.append(Result.of(f"{name}, 3 to 5 s", middle))
    for group in By:
        of_group = [(one, text) for one, _, text in pairs if one.by is group]
        if of_group:
            rate = _error_rate([one for one, _ in of_group], [text for _, text in of_group])
            found.append(Result(f"word errors, {name}, {group}", len(of_group), rate, rate, "%"))
    return found


def _unlearned(
    spoken: Sequence[Utterance], heard: Sequence[str]
) -> tuple[list[Utterance], list[str]]:
    kept = [at for at, one in enumerate(spoken) if one.by is not By.LEARNED]
    return [spoken[at] for at in kept], [heard[at] for at in kept]


def _error_rate(spoken: Sequence[Utterance], heard: Sequence[str]) -> float:
    """In percent of the words that were said."""
    counted = [word_errors(one.words, text) for one, text in zip(spoken, heard, strict=True)]
    return round(100 * sum(wrong for wrong, _ in counted) / sum(words for _, words in counted), 2)


def _ours(settings: Settings) -> Hear:
    transcriber = build_transcriber(settings)
    return lambda one: transcriber.transcribe(one.pcm, TELEPHONE_HZ, HearingHints()).text


def _own(settings: Settings, beam: int) -> Hear:
    from faster_whisper import WhisperModel

    model: Any = WhisperModel(
        str(model_path(settings, "transcriber")),
        device="cpu",
        compute_type="int8",
        cpu_threads=settings.voice.thread_count,
    )
    language = settings.yard.locale.partition("_")[0]

    def hear(one: Utterance) -> str:
        segments, _ = model.transcribe(_wav(one.pcm), language=language, beam_size=beam)
        return " ".join(segment.text.strip() for segment in segments)

    return hear


def _wav(pcm: bytes) -> io.BytesIO:
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(TELEPHONE_HZ)
        wav.writeframes(pcm)
    file.seek(0)
    return file
