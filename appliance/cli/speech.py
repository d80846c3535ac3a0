"""One engine alone: `appliance transcribe FILE.wav` and `appliance say TEXT -o FILE.wav`."""

from __future__ import annotations

import json
import time
import wave
from pathlib import Path

import click

from appliance.cli.options import data_dir_option, json_option
from appliance.domain.errors import LineError

MONO, TWO_BYTES = 1, 2


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--hotword", "hotwords", multiple=True, help="A word likely to be said; repeatable.")
@click.option("--prompt", default="", help="What is being asked for, e.g. an example identifier.")
@click.option(
    "--alternatives",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="How many candidates to search for.",
)
@data_dir_option
@json_option
def transcribe(
    file: Path,
    hotwords: tuple[str, ...],
    prompt: str,
    alternatives: int,
    data_dir: Path,
    as_json: bool,
) -> None:
    """Turn a WAV file (mono, 16 bits) into text."""
    from appliance.bootstrap.engines import build_transcriber
    from appliance.config import load_settings
    from appliance.ports.speech import HearingHints

    audio, sample_rate_hz = _read_wav(file)
    begun = time.perf_counter()
    transcriber = build_transcriber(load_settings(data_dir))
    load_ms = (time.perf_counter() - begun) * 1000
    hints = HearingHints(hotwords=hotwords, prompt=prompt, alternatives=alternatives)
    heard = transcriber.transcribe(audio, sample_rate_hz, hints)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "text": heard.text,
                    "alternatives": list(heard.alternatives),
                    "no_speech_probability": round(heard.no_speech_probability, 4),
                    "audio_ms": round(heard.audio_ms, 1),
                    "transcribe_ms": round(heard.elapsed_ms, 1),
                    "load_ms": round(load_ms, 1),
                }
            )
        )
        return
    for line in heard.alternatives or ("",):
        click.echo(line)
    click.echo(
        f"{heard.audio_ms / 1000:.2f} s of audio heard in {heard.elapsed_ms:.0f} ms "
        f"(model loaded in {load_ms:.0f} ms)",
        err=True,
    )


@click.command()
@click.argument("text")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The WAV file to write; one that is there is replaced.",
)
@click.option(
    "--rate",
    "sample_rate_hz",
    type=click.IntRange(8000, 48000),
    help="Samples a second  [default: the voice's own]",
)
@data_dir_option
@json_option
def say(text: str, output: Path, sample_rate_hz: int | None, data_dir: Path, as_json: bool) -> None:
    """Turn text into a WAV file."""
    from appliance.bootstrap.engines import build_synthesizer
    from appliance.config import load_settings

    if not text.strip():
        raise click.UsageError("There is nothing to say.")
    begun = time.perf_counter()
    synthesizer = build_synthesizer(load_settings(data_dir))
    load_ms = (time.perf_counter() - begun) * 1000
    rate_hz = sample_rate_hz or synthesizer.sample_rate_hz
    begun = time.perf_counter()
    chunks: list[bytes] = []
    first_audio_ms = 0.0
    for chunk in synthesizer.synthesize(text, rate_hz):
        first_audio_ms = first_audio_ms or (time.perf_counter() - begun) * 1000
        chunks.append(chunk)
    speak_ms = (time.perf_counter() - begun) * 1000
    audio = b"".join(chunks)
    _write_wav(output, audio, rate_hz)
    audio_ms = len(audio) / TWO_BYTES / rate_hz * 1000
    if as_json:
        click.echo(
            json.dumps(
                {
                    "file": str(output),
                    "sample_rate_hz": rate_hz,
                    "clauses": len(chunks),
                    "audio_ms": round(audio_ms, 1),
                    "first_audio_ms": round(first_audio_ms, 1),
                    "speak_ms": round(speak_ms, 1),
                    "load_ms": round(load_ms, 1),
                }
            )
        )
        return
    click.echo(
        f"{output}: {audio_ms / 1000:.2f} s, first audio after {first_audio_ms:.0f} ms, "
        f"all after {speak_ms:.0f} ms (voice loaded in {load_ms:.0f} ms)"
    )


def _read_wav(path: Path) -> tuple[bytes, int]:
    """The samples and the rate of a mono 16-bit WAV file. Raises LineError for another."""
    do = "Convert it, e.g.: sox IN -c 1 -b 16 -e signed OUT.wav"
    try:
        # Opened here: a failing wave.open(path) leaves a half-made object that complains later.
        with path.open("rb") as raw, wave.open(raw, "rb") as file:
            if file.getnchannels() != MONO or file.getsampwidth() != TWO_BYTES:
                raise LineError(
                    f"{path} has {file.getnchannels()} channels of {8 * file.getsampwidth()} "
                    "bits; wanted is one of 16.",
                    do,
                )
            return file.readframes(file.getnframes()), file.getframerate()
    except (wave.Error, EOFError) as error:
        reason = str(error) or "it ends too soon"
        raise LineError(f"{path} is not a WAV file that can be read: {reason}.", do) from error
    except OSError as error:
        raise LineError(f"{path} cannot be read: {error.strerror}.") from error


def _write_wav(path: Path, audio: bytes, sample_rate_hz: int) -> None:
    """Write a mono 16-bit WAV file, whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(MONO)
            file.setsampwidth(TWO_BYTES)
            file.setframerate(sample_rate_hz)
            file.writeframes(audio)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise LineError(f"{path} cannot be written: {error.strerror}.") from error
