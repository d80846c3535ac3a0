"""Ordinary English sentences out of Debian's `fortunes`: `sentences.py FOLDER > SENTENCES.txt`.

`FOLDER` is the unpacked package's `usr/share/games/fortunes`. One sentence a line, as it is spoken:
letters and commas, 5 to 16 words, 1,100 of them, the same ones every time.
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

SUBJECTS = ("education", "food", "humorists", "kids", "law", "linuxcookie", "love", "medicine",
            "miscellaneous", "news", "paradoxum", "people", "pets", "platitudes", "politics",
            "science", "sports", "wisdom", "work")  # fmt: skip
COUNT = 1100
SEED = 20261127
_BREAK = re.compile(r"\n%\n|\n\t+--[^\n]*|\n\s*\n")
_SENTENCE = re.compile(r"(?:(?<=^)|(?<=[.?!] ))[A-Z][a-z' ,A-Z]+[.?!](?= |$)")
SHORTEST, LONGEST = 5, 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    found: set[str] = set()
    for subject in SUBJECTS:
        for passage in _BREAK.split((folder / subject).read_text(encoding="utf-8")):
            found.update(_SENTENCE.findall(" ".join(passage.split())))
    fit = sorted(one for one in found if SHORTEST <= len(one.split()) <= LONGEST)
    random.Random(SEED).shuffle(fit)  # noqa: S311  (no secret is made of it)
    print("\n".join(fit[:COUNT]))


if __name__ == "__main__":
    main()
