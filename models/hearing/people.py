"""People's recordings out of Debian packages: `people.py OUT`.

Fetches the packages that `people.tsv` lists (1.2 GB), decodes the files and writes each as 16-bit
mono PCM at 8 kHz, silence trimmed, with `manifest.jsonl`. What the list calls "…" was cut from a
longer recording or an archive by hand and is left out: 327 of 2,054.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.progress import track
from speak import RATE_HZ, trimmed

LISTED = Path(__file__).with_name("people.tsv")
CUT_BY_HAND = "…"
SHORTEST_S, LONGEST_S = 0.3, 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with LISTED.open(encoding="utf-8", newline="") as listed:
        rows = [
            row
            for row in csv.reader(listed, delimiter="\t", quoting=csv.QUOTE_NONE)
            if CUT_BY_HAND not in row[0]
        ]
    packages = sorted({row[0].partition("/")[0] for row in rows})
    with (
        tempfile.TemporaryDirectory() as scratch,
        (out / "manifest.jsonl").open("w", encoding="utf-8") as manifest,
    ):
        for package in track(packages, "Fetching and cutting"):
            mine = [row for row in rows if row[0].partition("/")[0] == package]
            for name, row in _clips(package, mine, Path(scratch), out):
                line = {"file": name, "text": row[3], "language": row[1]}
                manifest.write(json.dumps(line, ensure_ascii=False) + "\n")


def _clips(
    package: str, rows: list[list[str]], scratch: Path, out: Path
) -> Iterator[tuple[str, list[str]]]:
    subprocess.run(  # noqa: S603
        ["apt-get", "-q", "download", package],  # noqa: S607
        cwd=scratch,
        check=True,
        capture_output=True,
        timeout=600,
    )
    (archive,) = scratch.glob(f"{package}_*.deb")
    unpacked = scratch / package
    subprocess.run(["dpkg-deb", "-x", archive, unpacked], check=True, timeout=600)  # noqa: S603, S607
    archive.unlink()
    for number, row in enumerate(rows):
        samples = trimmed(_decoded(unpacked / row[0].partition("/")[2]), RATE_HZ)
        if SHORTEST_S * RATE_HZ < len(samples) < LONGEST_S * RATE_HZ:
            name = f"{package}-{number:04}.s16"
            (samples * 32767).astype(np.int16).tofile(out / name)
            yield name, row
    subprocess.run(["rm", "-r", unpacked], check=True, timeout=60)  # noqa: S603, S607


def _decoded(path: Path) -> np.ndarray:
    command = ["sox", "-V1", path, "-t", "raw", "-e", "signed", "-b", "16", "-c", "1"]
    made = subprocess.run(  # noqa: S603
        [*command, "-r", str(RATE_HZ), "-"], check=True, capture_output=True, timeout=60
    )
    return np.frombuffer(made.stdout, dtype=np.int16).astype(np.float32) / 32768


if __name__ == "__main__":
    main()
