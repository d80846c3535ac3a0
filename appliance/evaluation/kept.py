"""Transcriptions kept in a folder between runs, by the audio and the hints.

For working on what is made of transcripts: the same words are heard in no time. Whoever changes
the transcriber or its model empties the folder, or is told what was heard before.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path

from appliance.ports.speech import CancelToken, HearingHints, Transcriber, Transcription


class KeptTranscriber:
    """A Transcriber that asks another only for what it has not kept; `elapsed_ms` stays what it
    was when it was transcribed."""

    def __init__(self, transcriber: Transcriber, folder: Path) -> None:
        self._transcriber = transcriber
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def transcribe(
        self,
        audio: bytes,
        sample_rate_hz: int,
        hints: HearingHints,
        cancel: CancelToken | None = None,
    ) -> Transcription:
        """As the other one; raises what it raises."""
        told = json.dumps([_told(hints), sample_rate_hz]).encode()
        path = self._folder / f"{sha256(audio + told).hexdigest()}.json"
        if path.exists():
            return _read(path.read_text(encoding="utf-8"))
        found = self._transcriber.transcribe(audio, sample_rate_hz, hints, cancel)
        path.write_text(json.dumps(asdict(found)), encoding="utf-8")
        return found


def _told(hints: HearingHints) -> dict[str, object]:
    """What of the hints makes a difference to another run: of the records, only that they are
    looked at."""
    told = {one.name: getattr(hints, one.name) for one in fields(hints)}
    return {**told, "suffices": hints.suffices is not None}


def _read(text: str) -> Transcription:
    known = {one.name for one in fields(Transcription)}
    kept = {name: value for name, value in json.loads(text).items() if name in known}
    lists = {name: tuple(value) for name, value in kept.items() if isinstance(value, list)}
    return Transcription(**{**kept, **lists})
