"""Everything that learning needs in one folder, without the models: `pack.py CLIPS PEOPLE OUT`.

`PEOPLE` holds `manifest.jsonl` (`file`, `text`, `language`) and the clips that it lists. Writes
`audio.u8` (µ-law at 8 kHz, one clip after another), `meta.json` (where each clip lies, and its
prompts and texts as Whisper's tokens) and a copy of the model.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from line import steps_of
from texts import ROOT

from appliance.engines import whisper
from appliance.ports.speech import HearingHints

MODEL = ROOT / "models/store/whisper-base-ct2"
ONE_IN = 20
"""So many clips, one is kept to judge by."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("clips", "people", "out"):
        parser.add_argument(name, type=Path)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    ear = whisper.WhisperTranscriber(MODEL, vocabulary=None)  # learned in whole
    meta: list[dict[str, Any]] = []
    at = 0
    with (chosen.out / "audio.u8").open("wb") as audio:
        for path, line in (*_spoken(chosen.clips), *_people(chosen.people)):
            samples = np.fromfile(path, np.int16).astype(np.float32) / 32768
            even = samples / max(0.05, float(np.abs(samples).max())) * 0.6
            clip = (steps_of(even) + 128).astype(np.uint8)
            audio.write(clip.tobytes())
            texts = [_tokens(ear, line["language"], *one) for one in line["written"]]
            judges = line["clip"] % ONE_IN == 0
            meta.append({"at": at, "length": len(clip), "kind": line["kind"], "texts": texts,
                         "voice": line["voice"], "judges": judges})  # fmt: skip
            at += len(clip)
    shutil.copy(MODEL / "model.bin", chosen.out)
    (chosen.out / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def _spoken(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for text in (folder / "lines.jsonl").read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        yield folder / f"{line['clip']:05}.s16", line


def _people(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    plain = {"hotwords": [], "prompt": ""}
    listed = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    for number, one in enumerate(map(json.loads, listed)):
        yield (
            folder / one["file"],
            {
                "clip": number,
                "kind": f"people-{one['language']}",
                "voice": "people",
                "language": one["language"],
                "written": [[plain, one["text"]]],
            },
        )


def _tokens(
    ear: whisper.WhisperTranscriber, language: str, primed: dict[str, Any], text: str
) -> tuple[list[int], list[int]]:
    hints = HearingHints(
        hotwords=tuple(primed["hotwords"]), prompt=primed["prompt"], language=language
    )
    return ear._prompt(hints, hints.prompt), ear._encode(text)


if __name__ == "__main__":
    main()
